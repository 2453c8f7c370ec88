//! The usual soak in the middle of a rehearsal: two faults are injected, and nobody is needed.

use super::parts::alert;
use super::usual;
use crate::event::Severity;
use crate::model::{Span, Time};
use crate::snapshot::{AlertView, GameDayView, Snapshot, WindowView};

/// A partition that goes on for 12 s more, and slow answers that go on for longer.
#[must_use]
pub(crate) fn rehearsed() -> Snapshot {
    let usual = usual();
    let at = usual.at;
    let open = vec![window("slow answers", at, (90, 210)), window("partition", at, (18, 12))];
    let marks = open.iter().map(|window| AlertView {
        text: format!("{} is injected on purpose until 03:14:21", window.label),
        ..alert(
            ["game_day", &window.label, "", "", "", "what follows from it is rehearsed"],
            Severity::Note,
            window.from,
        )
    });
    let alerts = usual.alerts.iter().cloned().chain(marks).collect();
    Snapshot { alerts, game_day: Some(GameDayView { open }), ..usual }
}

fn window(label: &str, at: Time, (ago, more): (i64, i64)) -> WindowView {
    WindowView { label: label.to_owned(), from: at - Span::from_secs(ago), until: at + Span::from_secs(more) }
}
