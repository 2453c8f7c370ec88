//! A row made of pieces: what matters least gives way when there is no room.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::widgets::{self, put};

/// One piece of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    parts: Vec<(String, Style)>,
    /// The highest gives way first; zero never does.
    rank: u8,
}

impl Piece {
    /// A piece in one style.
    pub(super) fn new(text: impl Into<String>, style: Style, rank: u8) -> Self {
        Self { parts: vec![(text.into(), style)], rank }
    }

    /// The same with more text in another style.
    pub(super) fn and(mut self, text: impl Into<String>, style: Style) -> Self {
        self.parts.push((text.into(), style));
        self
    }

    /// The same in one style, where a whole row has it.
    pub(super) fn over(mut self, style: Style) -> Self {
        for (_, part) in &mut self.parts {
            *part = style;
        }
        self
    }

    fn width(&self) -> usize {
        self.parts.iter().map(|(text, _)| usize::from(widgets::width(text))).sum()
    }
}

/// How wide `pieces` are with `gap` columns between two.
pub(super) fn width(pieces: &[Piece], gap: usize) -> usize {
    let gaps = gap * pieces.len().saturating_sub(1);
    pieces.iter().map(Piece::width).sum::<usize>() + gaps
}

/// Draws `left` from the left and `right` up to the right edge of a row of `area`, `gap` columns
/// between two pieces; pieces that do not fit give way by their rank.
pub(super) fn row(area: Rect, buf: &mut Buffer, mut left: Vec<Piece>, mut right: Vec<Piece>, gap: u16) {
    let space = usize::from(gap);
    while width(&left, space) + space + width(&right, space) > usize::from(area.width) {
        let ranks = left.iter().chain(&right).map(|piece| piece.rank);
        let Some(rank) = ranks.max().filter(|rank| *rank > 0) else { break };
        left.retain(|piece| piece.rank != rank);
        right.retain(|piece| piece.rank != rank);
    }
    let drawn = draw(area, buf, &left, gap);
    let wanted = u16::try_from(width(&right, space)).unwrap_or(u16::MAX);
    let from = area.right().saturating_sub(wanted).max(drawn);
    draw(Rect { x: from, width: area.right().saturating_sub(from), ..area }, buf, &right, gap);
}

/// Draws pieces from the left; returns the column behind the last one.
pub(super) fn draw(area: Rect, buf: &mut Buffer, pieces: &[Piece], gap: u16) -> u16 {
    let area = area.intersection(buf.area);
    let mut x = area.x;
    if area.is_empty() {
        return x;
    }
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 {
            x = x.saturating_add(gap);
        }
        for (text, style) in &piece.parts {
            x += put(buf, (x, area.y), area.right().saturating_sub(x), text, *style);
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_rank_gives_way_first() {
        #[track_caller]
        fn check(width: u16, expect: &str) {
            let area = Rect::new(0, 0, width, 1);
            let mut buf = Buffer::empty(area);
            let piece = |text: &str, rank| Piece::new(text, Style::new(), rank);
            row(area, &mut buf, vec![piece("name", 0), piece("gaps", 2)], vec![piece("data", 1)], 2);
            let drawn: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert_eq!(drawn, expect);
        }
        check(18, "name  gaps    data");
        check(15, "name       data");
        check(6, "name  ");
        check(3, "na…");
        check(0, "");
    }
}
