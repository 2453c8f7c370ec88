//! The drawing: equity, drawdown, round trips, requests, alerts and people on one time axis.
//!
//! ```text
//!   Equity          ╭──╮    ▒ gap   ┊ restart
//!   Drawdown        ╰──╯▄▄  ▒       ┊
//!   Round trips     ~~~~~~  ▒       ┊~~~~
//!   Requests        ▁▂▁▁▂▁  ▒       ┊▁▂▁
//!   page warn note      ▬▬▬▬▒▬▬     ┊         from raised to over
//!   breaker, people     ▬▬ ◆        ┊  ◆
//!                 ┴────────┴────────┴────────  one axis for all of it
//! ```
//!
//! It is drawn twice, for wide and for narrow screens, because text that is scaled down cannot be read; the
//! page's style shows one of them and colours both.
//!
//! Invariant: floats place points and decide nothing.

mod bands;
mod curve;
mod lanes;
mod plane;
mod scale;
mod words;

use super::SoakReport;
use super::html::escaped;

use plane::Plane;
pub(super) use words::description;

/// For which screens it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Wide,
    Narrow,
}

/// The drawing of `report`.
pub(super) fn chart(report: &SoakReport, shape: Shape) -> String {
    let mut plane = Plane::new(report.extent, shape);
    let mut bands = String::new();
    bands::all(report, &mut plane, &mut bands);
    lanes::all(report, &mut plane, &mut bands);
    // What goes through all bands lies behind them, and is as high as they turned out to be.
    let behind = lanes::behind(report, &plane);
    let axis = plane.axis();
    let legend = lanes::legend(report, &mut plane);
    let (class, width, height) = (shape.class(), plane.width(), plane.height());
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
         aria-labelledby=\"{class}-title {class}-text\">\n<title id=\"{class}-title\">The course of the soak</title>\n\
         <desc id=\"{class}-text\">{}</desc>\n{axis}{behind}{bands}{legend}</svg>\n",
        escaped(&description(report))
    )
}

impl Shape {
    const fn class(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }
}
