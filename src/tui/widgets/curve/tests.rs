//! Curves as they stand on the screen.

use ratatui::buffer::Cell;

use super::*;
use crate::model::Decimal;

fn drawn(points: &[(i64, i64)], width: u16, height: u16) -> Vec<String> {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    let point = |(minute, amount): &(i64, i64)| CurvePoint {
        at: Time::from_millis(minute * 60_000),
        equity: Money::new(Decimal::new(*amount, 0)),
    };
    let points: Vec<_> = points.iter().map(point).collect();
    let to = Time::from_millis(60 * 60_000);
    let data = Curve {
        points: &points,
        from: Time::EPOCH,
        to,
        names: ["60 min", "30 min", "now"],
        baseline: Some(Money::new(Decimal::new(100, 0))),
    };
    curve(area, &mut buf, &data, &Theme::default());
    let rows = buf.content().chunks(usize::from(width));
    rows.map(|row| row.iter().map(Cell::symbol).collect::<String>().trim_end().to_owned()).collect()
}

#[test]
fn a_hole_in_the_data_is_a_hole_in_the_curve() {
    let rising = |from: i64, to: i64| (from..=to).map(|minute| (minute, 100 + minute));
    let points: Vec<_> = rising(0, 20).chain(rising(40, 60)).collect();
    assert_eq!(
        drawn(&points, 49, 6),
        [
            "     160┤                                ⢀⣀⣠⠤⠴⠒⠚⠉",
            "        │                          ⠠⠤⠴⠒⠚⠉⠉",
            "        │",
            "        │       ⢀⣀⣠⠤⠴⠒⠂",
            "     100┤⣀⣠⠤⠴⠒⠚⠉⠉┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈",
            "        └ 60 min ──────── 30 min ──────────── now",
        ]
    );
}

#[test]
fn without_points_it_says_so() {
    assert_eq!(
        drawn(&[], 60, 5),
        [
            "        │",
            "        │",
            "        │    no curve yet: equity is noted once a minute",
            "        │",
            "        └ 60 min ───────────── 30 min ────────────────── now",
        ]
    );
}

#[test]
fn without_room_for_axes_there_is_only_the_curve() {
    assert_eq!(drawn(&[(0, 90), (30, 110), (60, 90)], 20, 2), ["     ⢀⣠⠤⠖⠚⠉⠓⠲⢤⣀⡀", "⣀⡤⠴⠒⠋⠉         ⠉⠙⠲⠤⣄"]);
}
