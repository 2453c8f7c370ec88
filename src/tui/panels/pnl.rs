//! Profit and loss: what the account is worth, where that came from, and how near the limits are.
//!
//! ```text
//!   equity  10,042.17   day +12.40  +0.12 %   total +42.17  +0.42 %
//!   realised +51.02   unrealised −4.10   fees −4.75
//!   10,060┤      ⢀⣀⣠⠤⠴⠒⠂                       the curve of an hour, a day or the soak
//!   day loss ▕██▊        ▏ 0.80 of 3 %   drawdown ▕█▌        ▏ 0.60 of 5 %
//! ```
//!
//! Two rows hold the first and the last of these; one row the first.

mod whole;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::model::{Decimal, Money, Span, Time};
use crate::snapshot::{CurvePoint, History, MarketView, PnlView, ProfitSplit, Snapshot};
use crate::tui::Ctx;
use crate::tui::widgets::{Curve, Line, Number, by_sign, curve, end_name, frame, gauge};

/// How far back the curve goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CurveRange {
    /// 60 minutes.
    Hour,
    /// 24 hours.
    #[default]
    Day,
    /// From the beginning.
    Soak,
}

impl CurveRange {
    /// Every range, the shortest first.
    pub const ALL: [Self; 3] = [Self::Hour, Self::Day, Self::Soak];

    /// The shortest that holds all of a soak of `length`.
    #[must_use]
    pub const fn holding(length: Span) -> Self {
        match length.as_secs() {
            ..=3_600 => Self::Hour,
            3_601..=86_400 => Self::Day,
            _ => Self::Soak,
        }
    }

    /// How long it is; none for what grows.
    #[must_use]
    const fn length(self) -> Option<Span> {
        match self {
            Self::Hour => Some(Span::from_secs(3_600)),
            Self::Day => Some(Span::from_secs(86_400)),
            Self::Soak => None,
        }
    }

    /// What it is called on the screen.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "1 h",
            Self::Day => "24 h",
            Self::Soak => "soak",
        }
    }

    /// The next one, the shortest after the longest.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Hour => Self::Day,
            Self::Day => Self::Soak,
            Self::Soak => Self::Hour,
        }
    }
}

/// What the panel shows.
#[derive(Clone, Copy, Debug)]
pub struct PnlData<'a> {
    /// The amounts.
    pub pnl: &'a PnlView,
    /// The last prices, for the zoom.
    pub markets: &'a [MarketView],
    /// Equity over the chosen range, oldest first.
    pub points: &'a [CurvePoint],
    /// The range.
    pub range: CurveRange,
    /// When the soak began.
    pub began_at: Time,
}

impl<'a> PnlData<'a> {
    /// The slice of `picture` and `history` that the panel shows.
    #[must_use]
    pub fn of(picture: &'a Snapshot, history: &'a History, range: CurveRange) -> Self {
        let points = match range {
            CurveRange::Hour => &history.hour,
            CurveRange::Day => &history.day,
            CurveRange::Soak => &history.soak,
        };
        Self {
            pnl: &picture.pnl,
            markets: &picture.feed.markets,
            points,
            range,
            began_at: picture.soak.started_at,
        }
    }
}

/// Draws the panel.
pub fn render(area: Rect, buf: &mut Buffer, data: &PnlData<'_>, cx: &Ctx<'_>) {
    let inner = frame(area, buf, "Profit and loss", &[(shown(data, cx.now), cx.theme.muted)], cx);
    if cx.zoomed && inner.height >= whole::ROWS_MIN {
        whole::render(inner, buf, data, cx);
        return;
    }
    let mut rows = inner;
    if area.height < 3 {
        // Without a frame, the glyph of the focus stands in a column of its own.
        Line::new(buf, inner, 0).put(if cx.focused { "▸" } else { " " }, cx.theme.border_focus);
        let mark = inner.width.min(1);
        rows = Rect { x: inner.x + mark, width: inner.width - mark, ..inner };
    }
    let next = |rows: &mut Rect| {
        let row = Rect { height: rows.height.min(1), ..*rows };
        rows.y += row.height;
        rows.height -= row.height;
        row
    };
    amounts(next(&mut rows), buf, data.pnl, cx);
    // The limits stand last but are given room before the split and the curve.
    let limits = rows.rows().next_back();
    if let Some(row) = limits {
        limits_row(row, buf, data.pnl, cx);
        rows.height -= 1;
    }
    if rows.height > 0 {
        let row = next(&mut rows);
        split(row, buf, data.pnl.total, cx);
    }
    draw_curve(rows, buf, data, cx);
}

/// What the curve shows: a young soak is shown whole by every range.
fn shown(data: &PnlData<'_>, now: Time) -> &'static str {
    match data.range.length() {
        Some(length) if now.since(data.began_at) > length => data.range.as_str(),
        _ => "whole soak",
    }
}

/// Equity, and what changed it today and since the start.
fn amounts(area: Rect, buf: &mut Buffer, pnl: &PnlView, cx: &Ctx<'_>) {
    let theme = cx.theme;
    // The gap between the three, and the fields of a change and of its share.
    let (gap, change, share) = if area.width >= 84 { (4, 12, 9) } else { (2, 10, 7) };
    let mut line = Line::new(buf, area, 0);
    line.put("equity", theme.muted);
    // Before the first balance nothing is known, which is not the same as nothing being there.
    if pnl.initial.is_zero() {
        line.put_field("–", 12, theme.muted).skip(gap).put("waiting for the first balance", theme.muted);
        return;
    }
    line.put_field(&Number::plain(pnl.equity.get(), 2).fit(11), 12, theme.strong);
    let since_midnight = pnl.equity - pnl.day.net;
    for (name, net, whole) in [("day", pnl.day.net, since_midnight), ("total", pnl.total.net, pnl.initial)] {
        let style = by_sign(net.get().round_dp(2), theme);
        line.skip(gap).put(name, theme.muted);
        line.put_field(&Number::signed(net.get(), 2).fit(change - 1), change, style);
        line.put_field(&Number::signed(percent(net, whole), 2).fit(share - 1), share, style);
        line.put(" %", theme.muted);
    }
    if line.room() >= gap + 16 {
        line.skip(gap).put("exposure", theme.muted);
        line.put_field(&Number::plain(pnl.exposure_pct, 2).fit(6), 7, theme.text).put(" %", theme.muted);
    }
}

/// What `change` is of `whole`, in per cent.
fn percent(change: Money, whole: Money) -> Decimal {
    change.share_of(whole).percent()
}

/// Where a change came from.
fn split(area: Rect, buf: &mut Buffer, split: ProfitSplit, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let mut line = Line::new(buf, area, 0);
    let parts = [("realised", split.realized), ("unrealised", split.unrealized), ("fees", -split.fees)];
    for (name, amount) in parts {
        line.put(name, theme.muted).skip(1);
        line.put_left(&Number::signed(amount.get(), 2).fit(11), 12, theme.text);
    }
}

/// How near the day loss and the drawdown are to where the breaker trips.
fn limits_row(area: Rect, buf: &mut Buffer, pnl: &PnlView, cx: &Ctx<'_>) {
    const LABEL: u16 = 9;
    let theme = cx.theme;
    let mut line = Line::new(buf, area, 0);
    let half = (area.width.saturating_sub(3) / 2).min(48);
    let gauges = [
        ("day loss", pnl.day_loss_pct, pnl.day_loss_limit_pct),
        ("drawdown", pnl.drawdown_pct, pnl.drawdown_limit_pct),
    ];
    for (name, value, limit) in gauges {
        line.put_left(name, LABEL, theme.muted);
        gauge(&mut line, half.saturating_sub(LABEL), value, limit, theme);
        line.skip(3);
    }
}

fn draw_curve(area: Rect, buf: &mut Buffer, data: &PnlData<'_>, cx: &Ctx<'_>) {
    let minute = Span::from_secs(60);
    // By the minute, so that the curve stands still between two points.
    let to = cx.now.floor(minute).max(data.points.last().map_or(Time::EPOCH, |point| point.at));
    let whole = data.range.length().map(|length| to - length);
    // A soak that is younger than the range has the whole width.
    let from = whole.unwrap_or(data.began_at).max(data.began_at).min(to);
    let length = to.since(from);
    // Shorter than that, the left end is now as well.
    let name = |span: Span| if span < minute { String::new() } else { units(span) };
    let names = [name(length), name(Span::from_micros(length.as_micros() / 2))];
    let [start, middle] = &names;
    let baseline = (!data.pnl.initial.is_zero()).then_some(data.pnl.initial);
    let end = end_name(cx);
    let plotted = Curve { points: data.points, from, to, names: [start, middle, &end], baseline };
    curve(area, buf, &plotted, cx.theme);
}

/// A length on the axis, to the minute below a day: `30 min`, `1 h 30`, `24 h`, `3 d 12 h`.
fn units(span: Span) -> String {
    let minutes = span.as_secs() / 60;
    let (days, hours) = (minutes / 1_440, minutes / 60);
    match minutes {
        ..=90 => format!("{minutes} min"),
        91..=1_440 if minutes % 60 == 0 => format!("{hours} h"),
        91..=1_440 => format!("{hours} h {:02}", minutes % 60),
        _ if hours % 24 == 0 => format!("{days} d"),
        _ => format!("{days} d {} h", hours % 24),
    }
}
