//! Whether our books and the venue's agree, and how long ago that was seen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::snapshot::ReconcileView;
use crate::tui::Ctx;
use crate::tui::widgets::{Line, Number, age, count, lasting};

/// After so many intervals without an agreeing cycle it is said aloud.
const LATE: i64 = 3;

/// The agreement in a few words.
pub(super) fn word(view: &ReconcileView, cx: &Ctx<'_>) -> (String, Style) {
    let theme = cx.theme;
    if let Some(since) = view.blind_since {
        return (format!("▲ BLIND for {}", lasting(cx.now.since(since))), theme.bad);
    }
    let Some(at) = view.agreed_at else {
        return ("not compared yet".to_owned(), theme.muted);
    };
    let since = cx.now.since(at);
    if since > view.every.times(LATE) || !view.standing.is_empty() {
        return (format!("▲ NOT AGREED for {}", lasting(since)), theme.bad);
    }
    match age(since).as_str() {
        "now" => ("agreed now".to_owned(), theme.muted),
        since => (format!("agreed {since} ago"), theme.muted),
    }
}

/// Interval, cycles, unknown orders, drift.
pub(super) fn facts(area: Rect, buf: &mut Buffer, view: &ReconcileView, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let mut line = Line::new(buf, area, 0);
    if view.cycles == 0 {
        line.put("the venue's books have not been compared with ours yet", theme.muted);
        return;
    }
    line.put("compared every ", theme.muted).put(&lasting(view.every), theme.text);
    line.put(" · ", theme.muted).put(&count(view.cycles), theme.text).put(" times", theme.muted);
    // The title says since when there is no agreement, and in its stead since when there is no answer.
    if let (Some(at), Some(_)) = (view.agreed_at, view.blind_since) {
        line.put(" · agreed ", theme.muted).put(&age(cx.now.since(at)), theme.text).put(" ago", theme.muted);
    }
    if view.orders_unknown > 0 {
        line.put(" · ", theme.muted).put(&format!("▲ {} UNKNOWN", count(view.orders_unknown)), theme.bad);
    }
    let drift = view.drift_unexplained.get();
    line.put(" · drift ", theme.muted);
    if drift.is_zero() {
        line.put("none", theme.text);
    } else {
        line.put(&Number::signed(drift, drift.scale().min(8)).fit(20), theme.bad);
    }
}

/// The drift for the title; nothing while there is none.
pub(super) fn drift(view: &ReconcileView) -> String {
    let drift = view.drift_unexplained.get();
    if drift.is_zero() { String::new() } else { format!(" · drift {}", Number::signed(drift, 2).fit(12)) }
}
