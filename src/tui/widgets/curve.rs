//! A curve of equity over time, in braille: two by four dots a cell.
//!
//! ```text
//!   10,060┤                ⢀⣀⡀
//!         │      ⣀⡠⠤⠒⠒⠒⠤⣀⡠⠔⠊   ⠈⠑⠒⠤⡀⢀
//!   10,000┤⣀⡠⠤⠔⠒⠉┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈
//!         └ 24 h ────────── 12 h ─────── now
//! ```
//!
//! Invariant: every point lies within what the labels say; where there are no points, nothing is drawn.

mod dots;
mod scale;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use dots::Dots;
use scale::{LABEL_WIDTH_MIN, Scale};

use super::ink::{Line, put, put_right, width};
use super::number::float;
use crate::model::{Money, Span, Time};
use crate::snapshot::CurvePoint;
use crate::tui::theme::Theme;

/// A curve and the time that it is drawn over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Curve<'a> {
    /// Oldest first.
    pub(crate) points: &'a [CurvePoint],
    /// The left end.
    pub(crate) from: Time,
    /// The right end.
    pub(crate) to: Time,
    /// What the left end, the middle and the right end are called.
    pub(crate) names: [&'a str; 3],
    /// The amount of the start, drawn as a thin line where it is near.
    pub(crate) baseline: Option<Money>,
}

/// A step between two points this many times as long as usual is a hole.
const HOLE: i64 = 3;

/// Draws `curve` with its axes, as far as they fit.
pub(crate) fn curve(area: Rect, buf: &mut Buffer, curve: &Curve<'_>, theme: &Theme) {
    let area = area.intersection(buf.area);
    let axes = area.width >= 30 && area.height >= 3;
    let amounts = curve.points.iter().map(|point| float(point.equity.get()));
    let scale = Scale::over(amounts, curve.baseline.map(|amount| float(amount.get())));
    let labels = scale.as_ref().map_or(LABEL_WIDTH_MIN, Scale::labels_width);
    let plot = if axes {
        let left = labels + 1;
        Rect::new(area.x + left, area.y, area.width - left, area.height - 1)
    } else {
        area
    };
    if plot.is_empty() {
        return;
    }
    if axes {
        amounts_axis(plot, buf, labels, scale.as_ref(), curve, theme);
        time_axis(Rect { x: plot.x - 1, width: plot.width + 1, ..area }, buf, curve, theme);
    }
    let Some(scale) = scale else {
        let words = "no curve yet: equity is noted once a minute";
        let x = plot.x + plot.width.saturating_sub(width(words)) / 2;
        put(buf, (x, plot.y + plot.height / 2), plot.right() - x, words, theme.muted);
        return;
    };
    baseline(plot, buf, &scale, curve, theme);
    trace(plot, curve, &scale).paint(plot, buf, theme.accent);
}

fn trace(plot: Rect, curve: &Curve<'_>, scale: &Scale) -> Dots {
    let mut dots = Dots::new(plot);
    let hole = usual_step(curve.points).times(HOLE);
    let length = curve.to.since(curve.from).as_secs_f64().max(1.0);
    let mut last: Option<(Time, f64, f64)> = None;
    for point in curve.points {
        let across = point.at.since(curve.from).as_secs_f64() / length;
        if !(0.0..=1.0).contains(&across) {
            continue;
        }
        let x = across * f64::from(dots.width() - 1);
        let y = scale.share_from_top(float(point.equity.get())) * f64::from(dots.height() - 1);
        match last {
            Some((at, from_x, from_y)) if point.at.since(at) <= hole => dots.line((from_x, from_y), (x, y)),
            _ => dots.line((x, y), (x, y)),
        }
        last = Some((point.at, x, y));
    }
    dots
}

/// The step that most points keep.
fn usual_step(points: &[CurvePoint]) -> Span {
    let mut steps: Vec<_> = points.windows(2).map(|pair| pair_step(pair).as_micros()).collect();
    let middle = steps.len() / 2;
    if steps.is_empty() {
        return Span::ZERO;
    }
    let (_, median, _) = steps.select_nth_unstable(middle);
    Span::from_micros(*median)
}

fn pair_step(pair: &[CurvePoint]) -> Span {
    match pair {
        [one, next] => next.at.since(one.at),
        _ => Span::ZERO,
    }
}

fn baseline(plot: Rect, buf: &mut Buffer, scale: &Scale, curve: &Curve<'_>, theme: &Theme) {
    let Some(amount) = curve.baseline.map(|amount| float(amount.get())) else { return };
    let Some(row) = scale.row(amount, plot.height) else { return };
    // In the first or last row, the label there would name another amount than the line is for.
    let labelled = row > 0 && row + 1 < plot.height;
    if !labelled && !scale.ends_at(amount) {
        return;
    }
    for x in plot.x..plot.right() {
        if let Some(cell) = buf.cell_mut((x, plot.y + row)) {
            cell.set_symbol("┈").set_style(theme.muted);
        }
    }
}

fn amounts_axis(
    plot: Rect,
    buf: &mut Buffer,
    labels: u16,
    scale: Option<&Scale>,
    curve: &Curve<'_>,
    theme: &Theme,
) {
    let x = plot.x - 1;
    for y in plot.y..plot.bottom() {
        put(buf, (x, y), 1, "│", theme.muted);
    }
    let Some(scale) = scale else { return };
    let mut label = |row: u16, text: &str| {
        put_right(buf, (x - labels, plot.y + row), labels, text, theme.muted);
        put(buf, (x, plot.y + row), 1, "┤", theme.muted);
    };
    let base = curve.baseline.and_then(|amount| scale.row(float(amount.get()), plot.height));
    let (top, bottom) = (0, plot.height - 1);
    let ends = [scale.top_label(), scale.bottom_label()];
    let [highest, lowest] = &ends;
    label(top, highest);
    if bottom > top {
        label(bottom, lowest);
    }
    if let (Some(row), Some(amount)) = (base, curve.baseline)
        && row > top
        && row < bottom
    {
        // Rounded, it may read like an end of the scale, which it is not.
        let text = scale.label(float(amount.get()));
        if !ends.contains(&text) {
            label(row, &text);
        }
    }
}

fn time_axis(area: Rect, buf: &mut Buffer, curve: &Curve<'_>, theme: &Theme) {
    let y = area.bottom() - 1;
    let left = area.x;
    put(buf, (left, y), 1, "└", theme.muted);
    for x in left + 1..area.right() {
        put(buf, (x, y), 1, "─", theme.muted);
    }
    let spaced = |name: &str| if name.is_empty() { String::new() } else { format!(" {name} ") };
    let [start, middle, end] = curve.names.map(spaced);
    let axis = Rect::new(left + 1, y, area.right() - left - 1, 1);
    Line::new(buf, axis, 0).put(&start, theme.muted);
    put_right(buf, (axis.x, y), axis.width, end.trim_end(), theme.muted);
    let at = axis.x + (axis.width - width(&middle).min(axis.width)) / 2;
    if at > axis.x + width(&start) + 2 {
        put(buf, (at, y), axis.right().saturating_sub(at + width(&end) + 1), &middle, theme.muted);
    }
}

#[cfg(test)]
mod tests;
