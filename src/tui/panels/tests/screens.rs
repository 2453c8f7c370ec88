//! Every panel from every picture in every size.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use crate::snapshot::sample::{
    empty, empty_history, on_fire, on_fire_history, order_life, order_life_on_fire, usual, usual_history,
};
use crate::snapshot::{History, Snapshot};
use crate::tui::panels::*;
use crate::tui::theme::Theme;
use crate::tui::{Ctx, Frame};

pub(super) fn pictures() -> [(&'static str, Snapshot, History); 3] {
    [
        ("empty", empty(), empty_history()),
        ("usual", usual(), usual_history()),
        ("on_fire", on_fire(), on_fire_history()),
    ]
}

/// A panel's name and how it is drawn.
pub(super) type Drawn<'a> = (&'static str, Box<dyn Fn(Rect, &mut Buffer, &Ctx<'_>) + 'a>);

/// Every panel of one picture.
pub(super) fn all<'a>(
    picture: &'a Snapshot,
    history: &'a History,
    selected: Option<usize>,
    filter: &'a str,
) -> Vec<Drawn<'a>> {
    let life = if picture.positions.len() > 2 { order_life_on_fire() } else { order_life() };
    let mut panels: Vec<Drawn<'a>> = Vec::new();
    for range in CurveRange::ALL {
        let data = PnlData::of(picture, history, range);
        panels.push(("pnl", Box::new(move |area, buf, cx| pnl::render(area, buf, &data, cx))));
    }
    let sort = PositionSort::ALL[selected.unwrap_or(0) % PositionSort::ALL.len()];
    let data = PositionsData::of(picture, sort, selected);
    panels.push(("positions", Box::new(move |area, buf, cx| positions::render(area, buf, &data, cx))));
    let data = AlertsData::of(picture, history, selected);
    panels.push(("alerts", Box::new(move |area, buf, cx| alerts::render(area, buf, &data, cx))));
    let data = LatencyData::of(picture, history, LatencyRange::Minute);
    panels.push(("latency", Box::new(move |area, buf, cx| latency::render(area, buf, &data, cx))));
    let data = HeadroomData::of(picture);
    panels.push(("headroom", Box::new(move |area, buf, cx| headroom::render(area, buf, &data, cx))));
    let data = ChecklistData::of(picture, selected);
    panels.push(("checklist", Box::new(move |area, buf, cx| checklist::render(area, buf, &data, cx))));
    let data = EventsData::of(history, filter, selected);
    panels.push(("events", Box::new(move |area, buf, cx| events::render(area, buf, &data, cx))));
    panels.push((
        "order",
        Box::new(move |area, buf, cx| {
            order::render(area, buf, &OrderData { life: Some(&life), selected }, cx);
        }),
    ));
    panels
}

/// What is on the screen, without blanks at the end of rows.
pub(super) fn text(buf: &Buffer) -> String {
    let rows = buf.content().chunks(usize::from(buf.area.width.max(1)));
    let row = |row: &[Cell]| {
        let mut text = String::new();
        let mut behind = 0;
        for cell in row {
            // What is behind a wide character is not a cell of its own.
            if behind == 0 {
                text.push_str(cell.symbol());
                behind = usize::from(crate::tui::widgets::width(cell.symbol())).max(1);
            }
            behind -= 1;
        }
        text.trim_end().to_owned()
    };
    rows.map(row).collect::<Vec<_>>().join("\n")
}

/// Draws one panel from each picture in each of `sizes`, and zoomed, into one snapshot per picture.
fn shoot(name: &str, sizes: &[(u16, u16)], draw: impl Fn(Rect, &mut Buffer, &Snapshot, &History, &Ctx<'_>)) {
    let theme = Theme::default();
    for (picture_name, picture, history) in pictures() {
        let mut shots = Vec::new();
        let zoomed = sizes.iter().map(|size| (*size, false)).chain([((120, 36), true)]);
        for ((width, height), zoomed) in zoomed {
            let area = Rect::new(0, 0, width, height);
            let mut buf = Buffer::empty(area);
            let frame = if picture_name == "on_fire" { Frame::Tripped } else { Frame::Calm };
            let cx = Ctx { theme: &theme, now: picture.at, focused: zoomed, zoomed, frame };
            draw(area, &mut buf, &picture, &history, &cx);
            let word = if zoomed { ", zoomed" } else { "" };
            shots.push(format!("{width}×{height}{word}\n{}\n", text(&buf)));
        }
        insta::assert_snapshot!(format!("{name}_{picture_name}"), shots.join("\n"));
    }
}

#[test]
fn pnl_panel() {
    shoot("pnl", &[(80, 2), (73, 9), (120, 18)], |area, buf, picture, history, cx| {
        let range = if cx.zoomed { CurveRange::Soak } else { CurveRange::Day };
        pnl::render(area, buf, &PnlData::of(picture, history, range), cx);
    });
}

#[test]
fn positions_panel() {
    shoot("positions", &[(80, 6), (73, 7), (120, 14)], |area, buf, picture, _, cx| {
        let sort = if cx.zoomed { PositionSort::Stop } else { PositionSort::Symbol };
        positions::render(area, buf, &PositionsData::of(picture, sort, cx.zoomed.then_some(1)), cx);
    });
}

#[test]
fn alerts_panel() {
    shoot("alerts", &[(80, 1), (80, 5), (73, 7), (120, 14)], |area, buf, picture, history, cx| {
        let keys: &[_] = if area.width > 100 { &[("a", "acknowledge"), ("f", "flatten")] } else { &[] };
        let data = AlertsData { keys, ..AlertsData::of(picture, history, cx.zoomed.then_some(1)) };
        alerts::render(area, buf, &data, cx);
    });
}

#[test]
fn the_loudest_alert_is_told_whole_when_there_is_room() {
    let mut picture = on_fire();
    picture.alerts.truncate(1);
    let alert = &mut picture.alerts[0];
    alert.acknowledged_at = None;
    alert.expected = Some("a close of 0.081 ETH to make the position smaller within six seconds".into());
    alert.observed = Some("the venue still says 0.081 after three complete answers".into());
    alert.doing = "asking again every cycle; entries in ETH are held".into();
    let theme = Theme::default();
    let area = Rect::new(0, 0, 53, 12);
    let mut buf = Buffer::empty(area);
    let cx = Ctx { theme: &theme, now: picture.at, focused: false, zoomed: false, frame: Frame::Calm };
    let history = empty_history();
    let data = AlertsData { keys: &[("a", "ack")], ..AlertsData::of(&picture, &history, None) };
    alerts::render(area, &mut buf, &data, &cx);
    let shown = text(&buf);
    for words in ["expected a close", "six seconds", "three complete", "held", "a ack"] {
        assert!(shown.contains(words), "{words:?} is missing:\n{shown}");
    }
}

#[test]
fn latency_panel() {
    shoot("latency", &[(80, 1), (47, 8), (80, 14)], |area, buf, picture, history, cx| {
        latency::render(area, buf, &LatencyData::of(picture, history, LatencyRange::Minute), cx);
    });
}

#[test]
fn headroom_panel() {
    shoot("headroom", &[(80, 1), (47, 6), (80, 8)], |area, buf, picture, _, cx| {
        headroom::render(area, buf, &HeadroomData::of(picture), cx);
    });
}

#[test]
fn checklist_panel() {
    shoot("checklist", &[(80, 1), (47, 12), (47, 17), (80, 17)], |area, buf, picture, _, cx| {
        checklist::render(area, buf, &ChecklistData::of(picture, cx.zoomed.then_some(5)), cx);
    });
}

#[test]
fn events_panel() {
    shoot("events", &[(80, 1), (120, 1), (120, 10)], |area, buf, _, history, cx| {
        let (filter, selected) = if cx.zoomed { ("eth", Some(3)) } else { ("", None) };
        events::render(area, buf, &EventsData::of(history, filter, selected), cx);
    });
}

#[test]
fn order_panel() {
    shoot("order", &[(80, 18), (60, 14)], |area, buf, picture, _, cx| {
        let life = match picture.alerts.len() {
            0 => None,
            1 => Some(order_life()),
            _ => Some(order_life_on_fire()),
        };
        let data = OrderData { life: life.as_ref(), selected: cx.zoomed.then_some(4) };
        order::render(area, buf, &data, cx);
    });
}
