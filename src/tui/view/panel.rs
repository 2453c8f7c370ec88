//! Each panel's slice of the picture, and how it is looked at.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::snapshot::Snapshot;
use crate::tui::Ctx;
use crate::tui::app::{Model, kept_alerts, kept_orders, kept_positions};
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
        Panel::Pnl => pnl::render(area, buf, &PnlData::of(picture, history, look.range), cx),
        Panel::Positions => {
            let (held, orders) = (kept_positions(picture, filter), kept_orders(picture, filter));
            let data = PositionsData { positions: &held, orders: &orders, sort: look.sort, selected };
            positions::render(area, buf, &data, cx);
        }
        Panel::Alerts => {
            let kept = kept_alerts(picture, filter);
            let data = AlertsData { alerts: &kept, ..AlertsData::of(picture, history, selected) };
            alerts::render(area, buf, &data, cx);
        }
        Panel::Latency => latency::render(area, buf, &LatencyData::of(picture, history, look.window), cx),
        Panel::Headroom => headroom::render(area, buf, &HeadroomData::of(picture), cx),
        Panel::Checklist => checklist::render(area, buf, &ChecklistData::of(picture, selected), cx),
        Panel::Events => events::render(area, buf, &EventsData::of(history, filter, selected), cx),
    }
}
