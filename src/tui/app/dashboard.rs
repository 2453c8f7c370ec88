//! The model as the loop sees it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::model::Model;
use crate::tui::msg::{Command, Stamped};
use crate::tui::run::Dashboard;
use crate::tui::view;

impl Dashboard for Model {
    fn update(&mut self, stamped: &Stamped) -> Vec<Command> {
        Self::update(self, stamped)
    }

    fn draw(&self, area: Rect, buf: &mut Buffer) {
        view::draw(self, area, buf);
    }

    fn wants_tick(&self) -> bool {
        Self::wants_tick(self)
    }

    fn awaits_news(&self) -> bool {
        self.live.picture.is_none() || self.acting.waiting().next().is_some()
    }

    fn take_changed(&mut self) -> bool {
        Self::take_changed(self)
    }

    fn ground(&self) -> Style {
        self.theme().ground
    }
}
