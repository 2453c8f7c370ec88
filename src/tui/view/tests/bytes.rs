//! What crosses the line: nothing when nothing changed, and next to nothing for a clock.

use ratatui::style::Style;

use crate::model::Span;
use crate::snapshot::{Snapshot, sample};
use crate::tui::app::tests::rig::Rig;
use crate::tui::terminal::{Abilities, Glyphs, Painter};

/// The most that a second may cost in which only a clock moves.
const CLOCK_BYTES_MAX: usize = 60;

/// The usual picture `later`, in which nothing has happened but time.
fn later(later: Span) -> Snapshot {
    let mut picture = sample::usual();
    picture.at = picture.at + later;
    picture.soak.healthy += later;
    for at in [&mut picture.feed.last_tick, &mut picture.reconcile.agreed_at, &mut picture.venue.answered_at]
    {
        *at = at.map(|at| at + later);
    }
    picture
}

fn painter() -> Painter {
    let variables = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("LANG", "en_US.UTF-8")];
    let get =
        |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    Painter::new(Abilities::of(get, Glyphs::Unicode).unwrap())
}

#[test]
fn a_second_in_which_only_the_clock_moves_costs_next_to_nothing() {
    for size in [(80, 24), (120, 40), (200, 50)] {
        let mut rig = Rig::of(size, sample::usual(), sample::usual_history());
        let mut painter = painter();
        let whole = painter.paint(&rig.buffer(), Style::new()).len();
        assert!(painter.paint(&rig.buffer(), Style::new()).is_empty());
        let mut bytes = 0;
        for second in 1..=60 {
            rig.picture(later(Span::from_secs(second)));
            bytes += painter.paint(&rig.buffer(), Style::new()).len();
        }
        println!("{size:?}: {whole} bytes for the whole frame, {} bytes a second for its clock", bytes / 60);
        assert!(bytes / 60 <= CLOCK_BYTES_MAX, "{} bytes a second at {size:?}", bytes / 60);
    }
}
