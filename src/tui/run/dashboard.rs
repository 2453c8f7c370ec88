//! What the loop needs of the dashboard.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::msg::{Command, Stamped};

/// What the loop needs of the dashboard: a model, what changes it, and how it looks.
pub trait Dashboard {
    /// Takes in what happened; returns what is to be done.
    fn update(&mut self, stamped: &Stamped) -> Vec<Command>;

    /// Draws everything.
    fn draw(&self, area: Rect, buf: &mut Buffer);

    /// Whether something on the screen changes with time alone.
    fn wants_tick(&self) -> bool;

    /// Whether a person waits for the soak's next word: the first picture, or what came of an act.
    fn awaits_news(&self) -> bool {
        false
    }

    /// Whether something changed since this was asked last.
    fn take_changed(&mut self) -> bool;

    /// The colours of what is drawn without any: the theme's, when it paints its own ground.
    fn ground(&self) -> Style {
        Style::new()
    }
}
