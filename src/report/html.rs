//! The report as one page.

use super::SoakReport;

/// `report` as a page.
#[must_use]
pub fn report_html(report: &SoakReport) -> String {
    format!("# {}\n", report.picture.soak.name)
}
