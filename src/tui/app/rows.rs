//! Rows of the panels that have some: which are shown, and which one is chosen.
//!
//! Invariant: rows are counted here in the order in which the panels draw them.

use std::borrow::Cow;

use super::model::Model;
use crate::model::{OrderSeq, Symbol, Time};
use crate::snapshot::{AlertView, OrderView, PositionView, Snapshot};
use crate::tui::panels::{Panel, alerts, events, positions};

/// The panels that have rows.
const PANELS: [Panel; 4] = [Panel::Positions, Panel::Alerts, Panel::Checklist, Panel::Events];

/// What tells a row from the others, wherever it moves to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// An open position.
    Position(Symbol),
    /// An order that is not settled.
    Order(OrderSeq),
    /// A standing alert.
    Alert(String),
    /// An alert of before.
    PastAlert(String, Time),
    /// An item of the checklist.
    Item(String),
    /// Something that happened, and the order that it concerns.
    Event(Time, String, Option<OrderSeq>),
}

/// The rows of `panel`, in the order in which it draws them.
pub(crate) fn shown(model: &Model, panel: Panel) -> Vec<Row> {
    let Some(picture) = model.shown() else { return Vec::new() };
    let filter = model.look.filter(panel);
    let zoomed = model.look.is_zoomed() && model.look.has_keys(panel);
    match panel {
        Panel::Positions => {
            let held = kept_positions(picture, filter);
            let sorted = positions::sorted(&held, model.look.sort);
            let mut rows: Vec<_> = sorted.iter().map(|held| Row::Position(held.symbol.clone())).collect();
            if zoomed {
                rows.extend(kept_orders(picture, filter).iter().map(|order| Row::Order(order.seq)));
            }
            rows
        }
        Panel::Alerts => {
            let kept = kept_alerts(picture, filter);
            let standing = alerts::ordered(&kept).into_iter();
            let mut rows: Vec<_> = standing.map(|alert| Row::Alert(alert.id.clone())).collect();
            if zoomed {
                let past = model.history().alerts.iter();
                rows.extend(past.map(|alert| Row::PastAlert(alert.id.clone(), alert.raised_at)));
            }
            rows
        }
        Panel::Checklist => picture.checklist.iter().map(|item| Row::Item(item.id.clone())).collect(),
        Panel::Events => {
            let events = model.history().events.iter().filter(|event| events::matches(event, filter));
            events.map(|event| Row::Event(event.at, event.text.clone(), event.order)).collect()
        }
        Panel::Pnl | Panel::Latency | Panel::Headroom => Vec::new(),
    }
}

/// Positions whose market holds `filter`.
pub(crate) fn kept_positions<'a>(picture: &'a Snapshot, filter: &str) -> Cow<'a, [PositionView]> {
    kept(&picture.positions, filter, |position| vec![position.symbol.as_str()])
}

/// Orders whose market, state or reason holds `filter`.
pub(crate) fn kept_orders<'a>(picture: &'a Snapshot, filter: &str) -> Cow<'a, [OrderView]> {
    kept(&picture.orders, filter, |order| vec![order.symbol.as_str(), &order.state, &order.reason])
}

/// Standing alerts whose identity or text holds `filter`.
pub(crate) fn kept_alerts<'a>(picture: &'a Snapshot, filter: &str) -> Cow<'a, [AlertView]> {
    kept(&picture.alerts, filter, |alert| vec![&alert.id, &alert.text, &alert.subject])
}

fn kept<'a, T: Clone>(all: &'a [T], filter: &str, texts: impl Fn(&T) -> Vec<&str>) -> Cow<'a, [T]> {
    if filter.is_empty() {
        return Cow::Borrowed(all);
    }
    let wanted = filter.to_lowercase();
    let holds = |one: &&T| texts(one).iter().any(|text| text.to_lowercase().contains(&wanted));
    Cow::Owned(all.iter().filter(holds).cloned().collect())
}

/// Moves the chosen row of the panel with the keys by `by`; says whether it has rows. Events follow
/// their end until one is chosen, and again behind the last one.
pub(super) fn step(model: &mut Model, by: isize) -> bool {
    let panel = model.look.focus;
    let count = shown(model, panel).len();
    if count == 0 {
        return false;
    }
    let follows = panel == Panel::Events;
    let next = match model.look.selected(panel) {
        Some(row) if follows && row.saturating_add_signed(by) >= count => None,
        Some(row) => Some(row.saturating_add_signed(by).min(count - 1)),
        None if follows && by > 0 => None,
        None if follows => Some(count.saturating_add_signed(by)),
        None => Some(0),
    };
    model.look.select(panel, next);
    true
}

/// Chooses the first or the last row of the panel with the keys.
pub(super) fn jump(model: &mut Model, last: bool) {
    let panel = model.look.focus;
    let count = shown(model, panel).len();
    let row =
        if last { count.checked_sub(1).filter(|_| panel != Panel::Events) } else { (count > 0).then_some(0) };
    model.look.select(panel, row);
}

/// Changes what is shown; rows that were chosen stay chosen wherever they move to.
pub(super) fn keep_chosen(model: &mut Model, change: impl FnOnce(&mut Model)) {
    let chosen = PANELS.map(|panel| {
        let row = model.look.selected(panel)?;
        shown(model, panel).into_iter().nth(row)
    });
    change(model);
    for (panel, chosen) in PANELS.into_iter().zip(chosen) {
        let Some(row) = model.look.selected(panel) else { continue };
        let rows = shown(model, panel);
        let kept = chosen.and_then(|chosen| rows.iter().position(|row| *row == chosen));
        model.look.select(panel, kept.or_else(|| rows.len().checked_sub(1).map(|last| row.min(last))));
    }
}

/// The row that is chosen in the panel with the keys.
fn chosen(model: &Model) -> Option<Row> {
    let row = model.look.selected(model.look.focus)?;
    shown(model, model.look.focus).into_iter().nth(row)
}

/// The alert that `a` acknowledges: the chosen one, else the loudest that nobody has acknowledged.
pub(super) fn alert(model: &Model) -> Option<String> {
    if let Some(Row::Alert(id)) = chosen(model) {
        return Some(id);
    }
    let ordered = alerts::ordered(&model.shown()?.alerts);
    let open = ordered.into_iter().find(|alert| alert.acknowledged_at.is_none());
    open.map(|alert| alert.id.clone())
}

/// The order that the chosen row is about.
pub(super) fn order(model: &Model) -> Option<OrderSeq> {
    match chosen(model)? {
        Row::Order(order) => Some(order),
        Row::Event(_, _, order) => order,
        Row::Position(symbol) => {
            let orders = &model.shown()?.orders;
            orders.iter().rev().find(|order| order.symbol == symbol).map(|order| order.seq)
        }
        Row::Alert(_) | Row::PastAlert(..) | Row::Item(_) => None,
    }
}
