//! The report as Markdown.

use super::SoakReport;

/// `report` as Markdown.
#[must_use]
pub fn report_markdown(report: &SoakReport) -> String {
    format!("# {}\n", report.picture.soak.name)
}
