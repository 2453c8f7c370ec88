//! Every key of `soak.toml`: its section, its kind, its range, and where its value lives.
//!
//! Reading and printing walk this one declaration. The ranges are the ceilings of the design: no
//! file can allow a trade above 2% of equity, or more than 60% of the venue's requests in normal
//! running, or take away the tenth of them that is kept for closing.

use std::num::NonZeroU16;

use super::kind::Kind;
use super::kinds::{basis_points, choice, count, money, optional_count, percent, quoted, span, switch, text};
use super::{
    BarLength, FeedKind, LogLevel, Settings, SoakName, VenueUrl, game_day, gate, holds_key, live, notify,
    secret_free_url,
};
use crate::event::Route;
use crate::model::{BreakerLevel, TradingMode};

/// Most requests in a minute that any venue is believed to allow.
const RPM_MAX: u16 = 6_000;

/// Most ticks a second of the synthetic market: a busy day of many markets.
const TICKS_PER_S_MAX: NonZeroU16 = NonZeroU16::MIN.saturating_add(999);

/// Longest path in the file, in bytes: the longest that Linux opens.
const PATH_BYTES_MAX: usize = 4_096;

/// Something that walks the declaration.
pub(super) trait Visit {
    /// The fields from here on are in `[name]`.
    fn section(&mut self, name: &'static str);

    /// One key with its kind and its value.
    fn field<T: 'static>(&mut self, key: &'static str, kind: &Kind<T>, value: &mut T);

    /// A list of tables; `walk` walks the fields of one entry.
    fn list<T: Default + 'static>(&mut self, list: &List, entries: &mut Vec<T>, walk: fn(&mut T, &mut Self));
}

/// A list of tables, `[[name]]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    /// Its full path.
    pub(super) name: &'static str,
    /// Keys without which an entry says nothing.
    pub(super) needed: &'static [&'static str],
    /// Most entries.
    pub(super) entries_max: usize,
}

/// Walks every key, in the order in which they are printed.
pub(super) fn visit(settings: &mut Settings, visitor: &mut impl Visit) {
    soak(settings, visitor);
    agent(settings, visitor);
    risk(settings, visitor);
    breaker(settings, visitor);
    budget(settings, visitor);
    orders(settings, visitor);
    feed(settings, visitor);
    venue(settings, visitor);
    paper(settings, visitor);
    gate::gate(&mut settings.gate, visitor);
    gate::ramp(&mut settings.ramp, visitor);
    visitor.section("logs");
    visitor.field("level", &log_level(), &mut settings.logs.level);
    game_day::visit(&mut settings.game_day, visitor);
    notify::visit(&mut settings.alerts, visitor);
}

fn soak(settings: &mut Settings, visitor: &mut impl Visit) {
    let soak = &mut settings.soak;
    let name = text(
        "a name of 1 to 64 of a-z, 0-9, '-', '_' and '.', beginning with a letter or digit",
        |text| text.parse::<SoakName>().ok().map(Some),
        |name| name.as_ref().map(|name| quoted(name.as_str())),
    );
    let mode = choice(&[("paper", TradingMode::Paper), ("live", TradingMode::Live)], |mode| {
        Some(quoted(match mode {
            TradingMode::Paper => "paper",
            TradingMode::Live => "live",
        }))
    });
    visitor.section("soak");
    visitor.field("name", &name, &mut soak.name);
    visitor.field("length", &span("1s", "366d"), &mut soak.length);
    visitor.field("seed", &count(0, i64::MAX.unsigned_abs()), &mut soak.seed);
    visitor.field("data", &path("the path of a folder"), &mut soak.data);
    visitor.field("mode", &mode, &mut soak.mode);
}

/// A path, or nothing said.
fn path(allowed: &str) -> Kind<Option<String>> {
    text(
        allowed,
        |text| is_path(text).then(|| Some(text.to_owned())),
        |path| path.as_ref().map(|path| quoted(path)),
    )
}

fn agent(settings: &mut Settings, visitor: &mut impl Visit) {
    let agent = &mut settings.rules.agent;
    let kind = choice(&[("crossover", true), ("none", false)], |on| {
        Some(quoted(if *on { "crossover" } else { "none" }))
    });
    visitor.section("agent");
    visitor.field("kind", &kind, &mut agent.enabled);
    visitor.field("source", &path("the path of a folder or a file"), &mut settings.agent.source);
    visitor.field("fast", &count(1, 1_000), &mut agent.fast);
    visitor.field("slow", &count(2, 2_000), &mut agent.slow);
    visitor.field("bar", &bar(), &mut settings.agent.bar);
    visitor.field("band_bp", &basis_points("0", "1000"), &mut agent.band);
    visitor.field("entries_per_day", &count(1, 1_000), &mut agent.entries_per_day_max);
    visitor.field("short", &switch(), &mut agent.short);
}

fn bar() -> Kind<BarLength> {
    let fixed = span("1s", "1d");
    let allowed = format!("\"auto\" or {}", fixed.allowed);
    let read = move |raw: &super::kind::Raw<'_>| match raw {
        super::kind::Raw::Text("auto") => Some(BarLength::Auto),
        raw => (fixed.read)(raw).map(BarLength::Fixed),
    };
    Kind::new(allowed, read, |bar| {
        Some(match bar {
            BarLength::Auto => quoted("auto"),
            BarLength::Fixed(span) => quoted(&super::kinds::span_text(*span)),
        })
    })
}

fn risk(settings: &mut Settings, visitor: &mut impl Visit) {
    let risk = &mut settings.rules.risk;
    visitor.section("risk");
    visitor.field("trade_max_pct", &percent("0.01", "2"), &mut risk.trade_max);
    visitor.field("exposure_max_pct", &percent("0.01", "100"), &mut risk.exposure_max);
    visitor.field("stop_loss_pct", &percent("0.1", "50"), &mut risk.stop_loss);
    visitor.field("crash_move_pct", &percent("0.5", "50"), &mut risk.crash_move);
    visitor.field("crash_window", &span("1s", "1h"), &mut risk.crash_window);
    visitor.field("crash_band_pct", &percent("0.01", "10"), &mut risk.crash_band);
    visitor.field("stale_after", &span("1s", "1d"), &mut risk.stale_after);
}

fn breaker(settings: &mut Settings, visitor: &mut impl Visit) {
    let breaker = &mut settings.rules.breaker;
    let level = choice(
        &[
            ("pause", BreakerLevel::Paused),
            ("trip", BreakerLevel::Tripped),
            ("flatten", BreakerLevel::Flattening),
        ],
        |level| {
            Some(quoted(match level {
                BreakerLevel::Armed | BreakerLevel::Paused => "pause",
                BreakerLevel::Tripped => "trip",
                BreakerLevel::Flattening => "flatten",
            }))
        },
    );
    visitor.section("breaker");
    visitor.field("day_loss_max_pct", &percent("0.1", "50"), &mut breaker.day_loss_max);
    visitor.field("drawdown_max_pct", &percent("0.1", "50"), &mut breaker.drawdown_max);
    visitor.field("errors_in_row_max", &count(1, 1_000), &mut breaker.errors_in_row_max);
    visitor.field("orders_per_min_max", &count(1, 300), &mut breaker.orders_per_min_max);
    visitor.field("level", &level, &mut breaker.level);
}

fn budget(settings: &mut Settings, visitor: &mut impl Visit) {
    let budget = &mut settings.rules.budget;
    visitor.section("budget");
    visitor.field("rpm", &count(10, RPM_MAX), &mut budget.rpm);
    visitor.field("normal_pct", &percent("1", "60"), &mut budget.normal_max);
    visitor.field("reserve_pct", &percent("10", "50"), &mut budget.reserve);
    visitor.section("budget.per_route");
    let mut limits = Vec::new();
    for route in Route::ALL {
        let known = budget.per_route.iter().find(|(name, _)| name == route.as_str());
        let mut limit = known.map(|(_, limit)| *limit);
        visitor.field(route.as_str(), &optional_count(1, RPM_MAX), &mut limit);
        limits.extend(limit.map(|limit| (route.as_str().to_owned(), limit)));
    }
    budget.per_route = limits;
}

fn orders(settings: &mut Settings, visitor: &mut impl Visit) {
    let orders = &mut settings.rules.orders;
    visitor.section("orders");
    visitor.field("intent_ttl", &span("100ms", "10m"), &mut orders.intent_ttl);
    visitor.field("retries_max", &count(0, 20), &mut orders.retries_max);
    visitor.field("entry_patience", &span("1s", "1d"), &mut orders.entry_patience);
    visitor.field("backoff_first", &span("1s", "5m"), &mut orders.backoff_first);
    visitor.field("backoff_max", &span("1s", "5m"), &mut orders.backoff_max);
    let reconcile = &mut settings.rules.reconcile;
    visitor.section("reconcile");
    visitor.field("every", &span("1s", "5m"), &mut reconcile.every);
    visitor.field("blind_after", &count(1, 100), &mut reconcile.blind_after);
}

fn feed(settings: &mut Settings, visitor: &mut impl Visit) {
    let kind = text(
        "\"synthetic\", \"synthetic:SEED\", \"recording:FILE\" or \"venue\"",
        |text| text.parse::<FeedKind>().ok(),
        |kind| Some(quoted(&kind.to_string())),
    );
    visitor.section("feed");
    visitor.field("kind", &kind, &mut settings.feed.kind);
    visitor.field("gap_after", &span("1s", "7d"), &mut settings.feed.gap_after);
    visitor.field("ticks_per_s", &count(NonZeroU16::MIN, TICKS_PER_S_MAX), &mut settings.feed.ticks_per_s);
}

fn venue(settings: &mut Settings, visitor: &mut impl Visit) {
    let venue = &mut settings.venue;
    let url = text(
        "\"embedded\", an https:// address, or an http:// address on this machine; \
         without user name, query or fragment",
        |text| match text {
            "embedded" => Some(VenueUrl::Embedded),
            url => secret_free_url(url, "http").then(|| VenueUrl::Url(url.trim_end_matches('/').to_owned())),
        },
        |url| match url {
            VenueUrl::Embedded => Some(quoted("embedded")),
            VenueUrl::Url(url) => Some(quoted(url)),
        },
    );
    let variable = "the name of an environment variable (A-Z, 0-9 and '_'), never the key itself";
    let key_env =
        text(variable, |name| is_variable(name).then(|| name.to_owned()), |name| Some(quoted(name)));
    visitor.section("venue");
    visitor.field("url", &url.hidden(), &mut venue.url);
    visitor.field("stream_url", &stream_url().hidden(), &mut venue.stream_url);
    visitor.field("key_env", &key_env.hidden(), &mut venue.key_env);
    live::visit(venue, variable, visitor);
    visitor.field("connect_timeout", &span("100ms", "1m"), &mut venue.connect_timeout);
    visitor.field("total_timeout", &span("100ms", "2m"), &mut venue.total_timeout);
}

/// The address of a stream, or nothing said.
pub(super) fn stream_url() -> Kind<Option<String>> {
    text(
        "a wss:// address, or a ws:// address on this machine; without user name, query or fragment",
        |url| secret_free_url(url, "ws").then(|| Some(url.to_owned())),
        |url| url.as_ref().map(|url| quoted(url)),
    )
}

fn paper(settings: &mut Settings, visitor: &mut impl Visit) {
    visitor.section("paper");
    let balance = &mut settings.rules.reconcile.initial_balance;
    visitor.field("initial_balance", &money("1", "1000000000"), balance);
    let paper = &mut settings.paper;
    visitor.field("maker_fee_bp", &basis_points("0", "100"), &mut paper.maker_fee);
    visitor.field("taker_fee_bp", &basis_points("0", "100"), &mut paper.taker_fee);
    visitor.field("half_spread_bp", &basis_points("0", "100"), &mut paper.half_spread);
    visitor.field("slippage_bp", &basis_points("0", "100"), &mut paper.slippage);
}

fn log_level() -> Kind<LogLevel> {
    choice(
        &[
            ("error", LogLevel::Error),
            ("warn", LogLevel::Warn),
            ("info", LogLevel::Info),
            ("debug", LogLevel::Debug),
            ("trace", LogLevel::Trace),
        ],
        |level| Some(quoted(level.as_str())),
    )
}

fn is_path(text: &str) -> bool {
    !text.is_empty() && text.len() <= PATH_BYTES_MAX && !text.contains(char::is_control)
}

/// Whether `name` can name an environment variable and is not a key itself.
pub(super) fn is_variable(name: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    name.len() <= 128
        && name.bytes().next().is_some_and(letters)
        && name.bytes().all(|byte| letters(byte) || byte.is_ascii_digit())
        && !holds_key(name)
}
