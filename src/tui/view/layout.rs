//! What goes where, by the terminal's size.
//!
//! ```text
//!   80×24            120×32              160×36
//!   ┌───────────┐    ┌───────┬──────┐    ┌───────────────┬──────┐
//!   │ pnl       │    │ pnl   │ go / │    │ pnl           │ go / │
//!   │ positions │    │       │ no-go│    │               │ no-go│
//!   │ alerts    │    │ posi- ├──────┤    ├───────┬───────┼──────┤
//!   │ latency   │    │ tions │ late-│    │ posi- │ alerts│ late-│
//!   │ headroom  │    │       │ ncy  │    │ tions │       │ ncy  │
//!   │ go/no-go  │    │ alerts├──────┤    │       │       ├──────┤
//!   └───────────┘    │       │ head-│    │       │       │ head-│
//!                    │       │ room │    │       │       │ room │
//!                    └───────┴──────┘    │       │       ├──────┤
//!                                        │       │       │events│
//!                                        └───────┴───────┴──────┘
//! ```
//!
//! Invariant: the panels of an overview fill the body and never overlap.

use ratatui::layout::Rect;

use crate::model::BreakerLevel;
use crate::tui::app::{Link, Model};
use crate::tui::panels::Panel;

/// The least that the panels can be read in.
pub(super) const LEAST: (u16, u16) = (80, 24);

/// Rows that the checklist needs: fifteen items and its frame. It gets at most half of a column, because it shows
/// first what is in the way of GO.
const CHECKLIST_ROWS: u16 = 17;

/// Rows that headroom needs: bar, marks, lanes, minutes, and its frame.
const HEADROOM_ROWS: u16 = 6;

/// The right column from top to bottom.
const RIGHT: [Panel; 4] = [Panel::Checklist, Panel::Latency, Panel::Headroom, Panel::Events];

/// The layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// Words only.
    TooSmall,
    /// One column, from 80×24.
    Small,
    /// Two columns, from 120×32.
    Usual,
    /// Three columns below a long curve, from 160×36.
    Wide,
}

impl Size {
    /// The layout for so many columns and rows.
    pub(super) const fn of((columns, rows): (u16, u16)) -> Self {
        match (columns, rows) {
            (160.., 36..) => Self::Wide,
            (120.., 32..) => Self::Usual,
            (80.., 24..) => Self::Small,
            _ => Self::TooSmall,
        }
    }
}

/// The rows of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rows {
    /// Two lines, three when the breaker is tripped.
    pub(super) header: Rect,
    /// One line, or none.
    pub(super) banner: Rect,
    /// The panels.
    pub(super) body: Rect,
    /// Two lines.
    pub(super) footer: Rect,
}

/// Divides `area` for `model`.
pub(super) fn rows(model: &Model, area: Rect) -> Rows {
    let header = area.height.min(2 + u16::from(is_tripped(model)));
    let banner = u16::from(has_banner(model)).min(area.height - header);
    let footer = 2.min(area.height - header - banner);
    let body = area.height - header - banner - footer;
    let at = |y: u16, height: u16| Rect { y: area.y + y, height, ..area };
    Rows {
        header: at(0, header),
        banner: at(header, banner),
        body: at(header + banner, body),
        footer: at(header + banner + body, footer),
    }
}

/// Whether the breaker of the picture that is shown is tripped.
pub(super) fn is_tripped(model: &Model) -> bool {
    model.shown().is_some_and(|picture| picture.breaker.level >= BreakerLevel::Tripped)
}

fn has_banner(model: &Model) -> bool {
    matches!(model.link, Link::Lost { .. } | Link::Over { .. })
        || model.frozen.is_some()
        || model.past.shown().is_some()
        || model.past.is_asking()
}

/// The panels of the overview, in the order of Tab.
pub(crate) fn overview_panels(size: (u16, u16)) -> Vec<Panel> {
    let all = Panel::ALL.into_iter();
    match Size::of(size) {
        Size::Wide => all.collect(),
        _ => all.filter(|panel| *panel != Panel::Events).collect(),
    }
}

/// Where each panel of the overview stands.
pub(super) fn places(size: Size, body: Rect) -> Vec<(Panel, Rect)> {
    match size {
        Size::TooSmall => Vec::new(),
        Size::Small => stack(
            body,
            &[
                (Panel::Pnl, Share::Rows(4)),
                (Panel::Positions, Share::Part(6)),
                (Panel::Alerts, Share::Part(5)),
                (Panel::Latency, Share::Rows(1)),
                (Panel::Headroom, Share::Rows(1)),
                (Panel::Checklist, Share::Rows(1)),
            ],
        ),
        Size::Usual => {
            let [left, right] = columns(body, [73, 47]);
            let mut places = stack(
                left,
                &[
                    (Panel::Pnl, Share::Part(13)),
                    (Panel::Positions, Share::Part(12)),
                    (Panel::Alerts, Share::Part(11)),
                ],
            );
            places.extend(right_column(right, &[(Panel::Latency, Share::Part(1))]));
            places
        }
        Size::Wide => {
            let [room, right] = columns(body, [146, 54]);
            let upper = portion(room.height, 9, 20);
            let below = Rect { y: room.y + upper, height: room.height - upper, ..room };
            let [left, middle] = columns(below, [78, 68]);
            let mut places = vec![
                (Panel::Pnl, Rect { height: upper, ..room }),
                (Panel::Positions, left),
                (Panel::Alerts, middle),
            ];
            places.extend(right_column(
                right,
                &[(Panel::Latency, Share::Part(6)), (Panel::Events, Share::Part(7))],
            ));
            places
        }
    }
}

/// The checklist and headroom take the rows that they need, `others` what is left.
fn right_column(area: Rect, others: &[(Panel, Share)]) -> Vec<(Panel, Rect)> {
    let checklist = CHECKLIST_ROWS.min(area.height / 2);
    let mut wanted =
        vec![(Panel::Checklist, Share::Rows(checklist)), (Panel::Headroom, Share::Rows(HEADROOM_ROWS))];
    wanted.extend_from_slice(others);
    wanted.sort_by_key(|(panel, _)| RIGHT.iter().position(|place| place == panel));
    stack(area, &wanted)
}

/// The panel under a cell of the screen.
pub(crate) fn panel_at(model: &Model, column: u16, row: u16) -> Option<Panel> {
    let (columns, lines) = model.size;
    let body = rows(model, Rect::new(0, 0, columns, lines)).body;
    let places = if model.look.is_zoomed() {
        vec![(model.look.focus, body)]
    } else {
        places(Size::of(model.size), body)
    };
    let within = |area: &Rect| area.contains(ratatui::layout::Position::new(column, row));
    places.into_iter().find(|(_, area)| within(area)).map(|(panel, _)| panel)
}

/// How high a panel of a stack is.
#[derive(Clone, Copy, Debug)]
enum Share {
    /// So many rows.
    Rows(u16),
    /// So many parts of what is left.
    Part(u16),
}

/// `area` from top to bottom.
fn stack(area: Rect, wanted: &[(Panel, Share)]) -> Vec<(Panel, Rect)> {
    let fixed: u16 =
        wanted.iter().map(|(_, share)| if let Share::Rows(rows) = share { *rows } else { 0 }).sum();
    let mut parts: u16 =
        wanted.iter().map(|(_, share)| if let Share::Part(part) = share { *part } else { 0 }).sum();
    let mut free = area.height.saturating_sub(fixed);
    let mut y = area.y;
    let mut places = Vec::with_capacity(wanted.len());
    for (panel, share) in wanted {
        let height = match share {
            Share::Rows(rows) => *rows,
            Share::Part(part) => {
                let height = portion(free, *part, parts);
                free -= height;
                parts -= part;
                height
            }
        };
        let height = height.min(area.bottom().saturating_sub(y));
        places.push((*panel, Rect { y, height, ..area }));
        y += height;
    }
    places
}

/// `area` from left to right, by parts.
fn columns<const N: usize>(area: Rect, wanted: [u16; N]) -> [Rect; N] {
    let mut parts: u16 = wanted.iter().sum();
    let (mut x, mut free) = (area.x, area.width);
    wanted.map(|part| {
        let width = portion(free, part, parts);
        let column = Rect { x, width, ..area };
        x += width;
        free -= width;
        parts -= part;
        column
    })
}

/// `part` of `parts` of `whole`.
fn portion(whole: u16, part: u16, parts: u16) -> u16 {
    let share = u32::from(whole) * u32::from(part) / u32::from(parts.max(1));
    u16::try_from(share).unwrap_or(whole).min(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_fill_the_body_and_do_not_overlap() {
        for columns in [80, 100, 120, 159, 160, 200, 400] {
            for lines in [24, 31, 32, 40, 60, 120] {
                let body = Rect::new(0, 2, columns, lines - 4);
                let places = places(Size::of((columns, lines)), body);
                let covered: u32 = places.iter().map(|(_, area)| area.area()).sum();
                assert_eq!(covered, body.area(), "{columns}×{lines}");
                for (index, (panel, area)) in places.iter().enumerate() {
                    assert_eq!(area.intersection(body), *area);
                    for (other, beside) in places.iter().skip(index + 1) {
                        assert!(!area.intersects(*beside), "{panel:?} and {other:?} at {columns}×{lines}");
                    }
                }
                let panels: Vec<_> = places.iter().map(|(panel, _)| *panel).collect();
                for panel in overview_panels((columns, lines)) {
                    assert!(panels.contains(&panel), "{panel:?} at {columns}×{lines}");
                }
            }
        }
    }
}
