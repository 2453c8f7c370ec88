//! Lines through points, broken where nothing is known, with no more points than can be seen.

use crate::model::{Span, Time};

/// A point of a curve, where it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) at: Time,
    pub(super) x: f64,
    pub(super) y: f64,
}

/// The longest time between two points that belong together, for stretches of `stretch`: equity has a point a
/// minute at most.
pub(super) fn together(stretch: Span) -> Span {
    stretch.times(4).max(Span::from_secs(150))
}

/// `points`, in the order of time, in pieces without holes; of each column of a pixel its first, its lowest, its
/// highest and its last.
pub(super) fn pieces(points: &[Point], hole: Span) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    for piece in points.chunk_by(|one, next| next.at.since(one.at) <= hole) {
        let columns = piece.chunk_by(|one, next| libm::fabs(libm::floor(one.x) - libm::floor(next.x)) < 0.5);
        pieces.push(columns.flat_map(column).collect());
    }
    pieces
}

fn column(points: &[Point]) -> Vec<Point> {
    let by = |one: &&Point, other: &&Point| one.y.total_cmp(&other.y);
    let low = points.iter().min_by(by);
    let high = points.iter().max_by(by);
    let mut kept: Vec<_> =
        [points.first(), low, high, points.last()].into_iter().flatten().copied().collect();
    kept.sort_by_key(|point| point.at);
    kept.dedup();
    kept
}

/// The path along a piece. One point alone is drawn as a dot.
pub(super) fn along(piece: &[Point]) -> String {
    let mut path = String::new();
    for (number, point) in piece.iter().enumerate() {
        let step = if number == 0 { 'M' } else { 'L' };
        path.extend([format!("{step}{:.1} {:.1}", point.x, point.y)]);
    }
    if let [only] = piece {
        path.extend([format!("L{:.1} {:.1}", only.x + 0.1, only.y)]);
    }
    path
}

/// The path around what lies between a piece and the height `to`.
pub(super) fn around(piece: &[Point], to: f64) -> String {
    let (Some(first), Some(last)) = (piece.first(), piece.last()) else { return String::new() };
    format!("{}L{:.1} {to:.1}L{:.1} {to:.1}Z", along(piece), last.x, first.x)
}
