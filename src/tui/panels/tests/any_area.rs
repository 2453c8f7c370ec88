//! Whatever the area and the picture: no panic, no cell outside, no control character.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::screens::{all, pictures};
use crate::model::{Decimal, Money, Price, Quantity, Span, Time, neutralise};
use crate::snapshot::{History, Snapshot};
use crate::tui::theme::Theme;
use crate::tui::{Ctx, Frame};

/// Amounts of every size and number of decimals.
fn amounts() -> impl Strategy<Value = Decimal> {
    let any = (any::<i64>(), 0_u32..=28).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    prop_oneof![8 => any, 1 => Just(Decimal::MAX), 1 => Just(Decimal::MIN), 1 => Just(Decimal::ZERO)]
}

/// Puts `amount`, `count`, `span` and `text` wherever the picture has room for such.
fn spoil(picture: &mut Snapshot, history: &mut History, amount: Decimal, count: u64, span: Span, text: &str) {
    let (money, text) = (Money::new(amount), neutralise(text, 400));
    picture.pnl.equity = money;
    picture.pnl.day.net = money;
    picture.pnl.total.fees = money;
    picture.pnl.day_loss_pct = amount;
    picture.pnl.drawdown_limit_pct = amount;
    picture.pnl.trades = count;
    for position in &mut picture.positions {
        position.quantity = Quantity::new(amount.abs());
        position.mark = Some(Price::new(amount));
        position.pnl = money;
        position.opened_at = Some(picture.at - span);
        position.stop_distance_pct = amount;
    }
    for alert in &mut picture.alerts {
        alert.text.clone_from(&text);
        alert.kind.clone_from(&text);
        alert.expected = Some(text.clone());
        alert.raised_at = picture.at - span;
    }
    for route in &mut picture.latency.routes {
        (route.p99, route.max, route.count) = (span, span, count);
    }
    for bucket in &mut picture.latency.spread {
        (bucket.up_to, bucket.count) = (span, count);
    }
    let small = u32::try_from(count % 5_000_000_000).unwrap_or(u32::MAX);
    picture.headroom.used = small;
    picture.headroom.rpm = small / 3;
    picture.headroom.peak_minutes.push(small);
    picture.reconcile.drift_unexplained = money;
    picture.reconcile.agreed_at = Some(picture.at - span);
    for item in &mut picture.checklist {
        item.title.clone_from(&text);
        item.evidence.clone_from(&text);
    }
    for point in history.hour.iter_mut().chain(&mut history.soak).step_by(3) {
        point.equity = money;
        point.at = point.at - span;
    }
    for minute in &mut history.latency {
        (minute.max, minute.errors) = (span, count);
    }
    for event in &mut history.events {
        event.text.clone_from(&text);
    }
    for alert in &mut history.alerts {
        alert.cleared_at = Some(Time::from_micros(span.as_micros()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn panels_keep_to_their_area(
        which in 0_usize..3,
        corner in (0_u16..30, 0_u16..12),
        extent in prop_oneof![(0_u16..40, 0_u16..12), (0_u16..150, 0_u16..50)],
        look in (any::<bool>(), any::<bool>(), 0_u8..3),
        selected in prop_oneof![Just(None), (0_usize..120).prop_map(Some)],
        spoiled in prop::option::of((amounts(), any::<u64>(), any::<i64>(), "\\PC{0,60}")),
        filter in "[a-z 取]{0,3}",
    ) {
        let (_, mut picture, mut history) = pictures().into_iter().nth(which).unwrap();
        if let Some((amount, count, micros, text)) = &spoiled {
            spoil(&mut picture, &mut history, *amount, *count, Span::from_micros(*micros), text);
        }
        // The area may even lie outside of the screen.
        let screen = Rect::new(0, 0, 140, 45);
        let area = Rect::new(corner.0, corner.1, extent.0, extent.1);
        let (focused, zoomed, frame) = look;
        let frame = [Frame::Calm, Frame::Tripped, Frame::Old][usize::from(frame)];
        let theme = Theme::default();
        let cx = Ctx { theme: &theme, now: picture.at, focused, zoomed, frame };
        for (name, draw) in all(&picture, &history, selected, &filter) {
            let mut buf = Buffer::filled(screen, ratatui::buffer::Cell::new("#"));
            draw(area, &mut buf, &cx);
            for y in 0..screen.height {
                for x in 0..screen.width {
                    let symbol = buf[(x, y)].symbol();
                    let inside = area.contains((x, y).into());
                    prop_assert!(inside || symbol == "#", "{name} wrote {symbol:?} at {x},{y} outside {area}");
                    prop_assert!(!symbol.chars().any(char::is_control), "{name} wrote {symbol:?}");
                }
            }
        }
    }
}
