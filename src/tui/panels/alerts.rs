//! Reconciliation and alerts: what is wrong, what was expected instead, and what is being done.
//!
//! ```text
//!   ▲ page  stuck_position  ETH   close sent 7 s ago, venue still 0.081       7s
//!           expected nothing held · venue says 0.081 · asking again in 3 s
//!   ✓ note  rate_limited    order budget peak 141 of 300 at 03:12             2m
//! ```
//!
//! Invariant: what nobody has acknowledged stands before everything that somebody has.

mod agreement;
mod standing;
mod whole;

use std::cmp::Reverse;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::snapshot::{AlertPast, AlertView, History, ReconcileView, Snapshot};
use crate::tui::Ctx;
use crate::tui::widgets::{Line, frame};

/// What the panel shows.
#[derive(Clone, Copy, Debug)]
pub struct AlertsData<'a> {
    /// Standing alerts.
    pub alerts: &'a [AlertView],
    /// The comparison with the venue's books.
    pub reconcile: &'a ReconcileView,
    /// Alerts that were raised, the latest first, for the zoom.
    pub past: &'a [AlertPast],
    /// The row that the keys are on: an alert in the order of [`ordered`], or, behind those and only in
    /// the zoom, a past one.
    pub selected: Option<usize>,
    /// Keys that act on the loudest alert, and what they do: drawn beside it, so that it says what to
    /// press. None for a viewer that may not act.
    pub keys: &'a [(&'a str, &'a str)],
}

impl<'a> AlertsData<'a> {
    /// The slice of `picture` and `history` that the panel shows.
    #[must_use]
    pub fn of(picture: &'a Snapshot, history: &'a History, selected: Option<usize>) -> Self {
        Self {
            alerts: &picture.alerts,
            reconcile: &picture.reconcile,
            past: &history.alerts,
            selected,
            keys: &[],
        }
    }
}

/// Standing alerts in the order in which the panel shows them: unacknowledged ones first, then the
/// loudest, then the oldest.
#[must_use]
pub fn ordered(alerts: &[AlertView]) -> Vec<&AlertView> {
    let mut ordered: Vec<_> = alerts.iter().collect();
    ordered.sort_by_key(|alert| (alert.acknowledged_at.is_some(), Reverse(alert.severity), alert.raised_at));
    ordered
}

/// Draws the panel.
pub fn render(area: Rect, buf: &mut Buffer, data: &AlertsData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let alerts = ordered(data.alerts);
    let open = alerts.iter().filter(|alert| alert.acknowledged_at.is_none()).count();
    let (agreed, agreed_style) = agreement::word(data.reconcile, cx);
    let counted = match (open, alerts.len()) {
        (0, 0) => " · none".to_owned(),
        (0, all) => format!(" · {all} acknowledged"),
        (open, _) => format!(" · {open} open"),
    };
    let loudest = alerts.first().filter(|_| open > 0);
    let counted_style = loudest.map_or(theme.muted, |alert| super::severity::style(alert.severity, theme));
    if area.height < 3 {
        let mut line = Line::labelled(buf, area, "alerts", cx);
        line.put(&agreed, agreed_style).put(&counted, counted_style);
        if let Some(first) = alerts.first() {
            let badge = standing::badge(first);
            line.skip(2)
                .put(&badge, counted_style)
                .skip(1)
                .put(&first.kind, theme.text)
                .skip(1)
                .put(&first.text, theme.text);
        }
        return;
    }
    let drift = agreement::drift(data.reconcile);
    let summary =
        [(agreed.as_str(), agreed_style), (drift.as_str(), theme.bad), (counted.as_str(), counted_style)];
    let inner = frame(area, buf, "Alerts", &summary, cx);
    if cx.zoomed && inner.height >= whole::ROWS_MIN {
        whole::render(inner, buf, data, &alerts, cx);
        return;
    }
    if alerts.is_empty() {
        Line::new(buf, inner, 0).put("nothing stands", theme.muted);
        let below = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
        agreement::facts(below, buf, data.reconcile, cx);
        return;
    }
    let left = standing::render(inner, buf, &alerts, data, cx);
    if left >= 2 {
        let last = Rect { y: inner.bottom() - 1, height: 1, ..inner };
        agreement::facts(last, buf, data.reconcile, cx);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::sample::on_fire;

    #[test]
    fn what_nobody_has_seen_comes_first() {
        let picture = on_fire();
        let ordered = ordered(&picture.alerts);
        let seen = |alert: &&AlertView| alert.acknowledged_at.is_some();
        assert!(ordered.iter().is_sorted_by_key(seen));
        let open: Vec<_> = ordered.iter().filter(|alert| !seen(alert)).collect();
        assert!(open.is_sorted_by_key(|alert| Reverse(alert.severity)));
        assert_eq!(ordered.len(), picture.alerts.len());
    }
}
