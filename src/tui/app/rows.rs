//! Rows of the panels that have some: which are shown, and which one is chosen.

use super::model::Model;
use crate::model::OrderSeq;
use crate::tui::panels::Panel;

const PANELS: [Panel; 3] = [Panel::Positions, Panel::Alerts, Panel::Events];

/// What tells the rows of `panel` apart, in the order in which they are shown.
pub(crate) fn shown(model: &Model, panel: Panel) -> Vec<String> {
    let wanted = model.look.filter(panel).to_lowercase();
    let keep = |text: &str| wanted.is_empty() || text.to_lowercase().contains(&wanted);
    let Some(picture) = model.shown() else { return Vec::new() };
    match panel {
        Panel::Positions => {
            let symbols = picture.positions.iter().map(|position| position.symbol.as_str().to_owned());
            symbols.filter(|symbol| keep(symbol)).collect()
        }
        Panel::Alerts => {
            let alerts = picture.alerts.iter().filter(|alert| keep(&alert.id) || keep(&alert.text));
            alerts.map(|alert| alert.id.clone()).collect()
        }
        Panel::Events => {
            let events = model.history().events.iter().rev().filter(|event| keep(&event.text));
            events.map(|event| format!("{} {}", event.at, event.text)).collect()
        }
        Panel::Pnl | Panel::Latency | Panel::Headroom | Panel::Checklist => Vec::new(),
    }
}

/// Moves the chosen row of the panel with the keys by `by`; says whether it has rows.
pub(super) fn step(model: &mut Model, by: isize) -> bool {
    let panel = model.look.focus;
    let count = shown(model, panel).len();
    if count == 0 {
        return false;
    }
    let next = match model.look.selected(panel) {
        Some(row) => row.saturating_add_signed(by).min(count - 1),
        None if by < 0 => count - 1,
        None => 0,
    };
    model.look.select(panel, Some(next));
    true
}

/// Chooses the first or the last row of the panel with the keys.
pub(super) fn jump(model: &mut Model, last: bool) {
    let panel = model.look.focus;
    let count = shown(model, panel).len();
    let row = if last { count.checked_sub(1) } else { (count > 0).then_some(0) };
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

/// The alert that `a` acknowledges: the chosen one, else the loudest that nobody has acknowledged.
pub(super) fn alert(model: &Model) -> Option<String> {
    let chosen = model.look.selected(Panel::Alerts).filter(|_| model.look.has_keys(Panel::Alerts));
    if let Some(row) = chosen {
        return shown(model, Panel::Alerts).into_iter().nth(row);
    }
    let picture = model.shown()?;
    let open = picture.alerts.iter().find(|alert| alert.acknowledged_at.is_none());
    open.map(|alert| alert.id.clone())
}

/// The order that the chosen row is about.
pub(super) fn order(model: &Model) -> Option<OrderSeq> {
    let row = model.look.selected(model.look.focus)?;
    let key = shown(model, model.look.focus).into_iter().nth(row)?;
    match model.look.focus {
        Panel::Positions => {
            let orders = &model.shown()?.orders;
            orders.iter().rev().find(|order| order.symbol.as_str() == key).map(|order| order.seq)
        }
        Panel::Events => {
            let events = &model.history().events;
            events.iter().find(|event| format!("{} {}", event.at, event.text) == key)?.order
        }
        _ => None,
    }
}
