//! Each panel's slice of the picture, and how it is looked at.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::snapshot::Snapshot;
use crate::tui::Ctx;
use crate::tui::app::{Act, Model, kept_alerts, kept_orders, kept_positions, why_not};
use crate::tui::keys::{Action, TABLE};
use crate::tui::panels::{
    AlertsData, ChecklistData, EventsData, HeadroomData, LatencyData, Panel, PnlData, PositionsData, alerts,
    checklist, events, headroom, latency, pnl, positions,
};

/// Draws `panel` of `picture`.
pub(super) fn draw(
    panel: Panel,
    area: Rect,
    buf: &mut Buffer,
    model: &Model,
    picture: &Snapshot,
    cx: &Ctx<'_>,
) {
    let (look, history) = (&model.look, model.history());
    let (selected, filter) = (look.selected(panel), look.filter(panel));
    match panel {
        Panel::Pnl => {
            let range = look.range(picture.at.since(picture.soak.started_at));
            pnl::render(area, buf, &PnlData::of(picture, history, range), cx);
        }
        Panel::Positions => {
            let (held, orders) = (kept_positions(picture, filter), kept_orders(picture, filter));
            let data = PositionsData { positions: &held, orders: &orders, sort: look.sort, selected };
            positions::render(area, buf, &data, cx);
        }
        Panel::Alerts => {
            let kept = kept_alerts(picture, filter);
            let keys = acting_keys(model);
            let keys: Vec<_> = keys.iter().map(|(key, word)| (key.as_str(), *word)).collect();
            let data =
                AlertsData { alerts: &kept, keys: &keys, ..AlertsData::of(picture, history, selected) };
            alerts::render(area, buf, &data, cx);
        }
        Panel::Latency => latency::render(area, buf, &LatencyData::of(picture, history, look.window), cx),
        Panel::Headroom => headroom::render(area, buf, &HeadroomData::of(picture), cx),
        Panel::Checklist => checklist::render(area, buf, &ChecklistData::of(picture, selected), cx),
        Panel::Events => events::render(area, buf, &EventsData::of(history, filter, selected), cx),
    }
}

/// The keys that help when an alert is loud, and their words, as the table has them; none of those
/// that do nothing now.
fn acting_keys(model: &Model) -> Vec<(String, &'static str)> {
    let can = |act: Act| why_not(model, &act).is_none();
    let held = model.live.picture.as_ref().is_some_and(|live| !live.positions.is_empty());
    let acts = [
        (Action::Acknowledge, can(Act::Acknowledge(None))),
        (Action::Flatten, held && can(Act::Flatten)),
        (Action::Trip, !held && can(Act::Trip)),
    ];
    let hint = |action: Action| {
        let row = TABLE.iter().find(|row| row.action == action)?;
        Some((row.keys.first()?.to_string(), row.hint?.0))
    };
    acts.into_iter().filter(|(_, can)| *can).filter_map(|(action, _)| hint(action)).collect()
}
