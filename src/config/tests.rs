//! Whole files in, settings or problems out.

use std::path::Path;

use proptest::prelude::*;

use super::names::Names;
use super::*;
use crate::model::Span;

const SAMPLE: &str = include_str!("../../assets/soak.toml");

fn parse(text: &str) -> Result<Loaded, ConfigError> {
    Settings::parse(Path::new("soak.toml"), text)
}

/// The file's problems are exactly these lines.
#[track_caller]
fn refused(text: &str, expect: &[&str]) {
    let error = parse(text).expect_err("the file was taken");
    assert_eq!(error.to_string().lines().collect::<Vec<_>>(), expect);
}

/// The file is taken, with these warnings.
#[track_caller]
fn taken(text: &str, warnings: &[&str]) -> Settings {
    let loaded = parse(text).expect("the file was refused");
    let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(told, warnings);
    loaded.settings
}

#[test]
fn the_sample_holds_every_key_and_exactly_the_defaults() {
    let settings = taken(SAMPLE, &[]);
    assert_eq!(settings, Settings::default());
    // The journal keeps rules as text: the same number must have one form.
    let text = |settings: &Settings| serde_json::to_string(&settings.rules).unwrap();
    assert_eq!(text(&settings), text(&Settings::default()));

    let everything = SAMPLE
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| is_commented_out(rest)).unwrap_or(line));
    let everything = everything.collect::<Vec<_>>().join("\n");
    let table: toml::Table = everything.parse().unwrap();
    for path in Names::of_all().keys() {
        let found = path
            .split('.')
            .try_fold(&toml::Value::Table(table.clone()), |value, name| {
                value.get(name).or_else(|| value.as_array()?.iter().find_map(|entry| entry.get(name)))
            })
            .is_some();
        assert!(found, "the sample does not show {path}");
    }
    taken(
        &everything,
        &[
            "77:14: warning: venue.stream_url: has no effect while venue.url is \"embedded\"",
            "120:1: warning: game_day.fault: has no effect while game_day.enabled is false",
        ],
    );
}

/// Whether a comment of the sample is a line that could stand.
fn is_commented_out(comment: &str) -> bool {
    comment.contains(" = ") || comment.starts_with("[[")
}

#[test]
fn an_empty_file_is_the_defaults() {
    assert_eq!(taken("", &[]), Settings::default());
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_the_file() {
    refused(
        "[risk]\ntrade_max_pct = 5.0\nstop_los_pct = 5\n\n[agent]\nfast = \"nine\"\nslow = 2.5\n\n[bugdet]\nrpm = 1\n",
        &[
            "soak.toml:2:17: risk.trade_max_pct = 5.0: must be a percentage from 0.01 to 2, written without quotes, \
             at most 4 decimal places",
            "soak.toml:3:1: risk.stop_los_pct: there is no such key; the nearest is risk.stop_loss_pct",
            "soak.toml:6:8: agent.fast = \"nine\": must be a whole number from 1 to 1000",
            "soak.toml:7:8: agent.slow = 2.5: must be a whole number from 2 to 2000",
            "soak.toml:9:2: bugdet: there is no such section; the nearest is [budget]",
        ],
    );
}

#[test]
fn wrong_kinds_name_what_is_allowed() {
    #[track_caller]
    fn check(line: &str, expect: &str) {
        let error = parse(line).expect_err("taken").to_string();
        assert!(error.contains(expect), "{error}");
    }
    check(
        "[[alerts.sinks]]\nname = \"x\"",
        "alerts.sinks: there is no such list; the nearest is [[alerts.sink]]",
    );
    check("alerts.sinks = []", "alerts.sinks: there is no such key");
    check("agent.short = 1", "agent.short = 1: must be true or false");
    check("agent.kind = \"rsi\"", "must be one of \"crossover\", \"none\"");
    check("soak.length = 7", "must be a length of time in quotes from \"1s\" to \"366d\"");
    check("soak.length = \"0s\"", "must be a length of time");
    check("soak.seed = -1", "must be a whole number from 0");
    check("soak.seed = 0x10", "soak.seed = a number that is not decimal: must be");
    check("soak.mode = \"real\"", "must be one of \"paper\", \"live\"");
    check("agent.source = \"\"", "must be the path of a folder or a file");
    check("soak.name = \"../x\"", "soak.name = \"../x\": must be a name");
    check("risk = 3", "risk = 3: must be a section, [risk]");
    check("[[risk]]", "risk = a list: must be a section, [risk]");
    check("seed = 3", "seed: there is no such key; the nearest is game_day.seed or soak.seed");
    check("risk.trade_max_pct = nan", "risk.trade_max_pct = nan: must be");
    check("risk.trade_max_pct = 1e0", "risk.trade_max_pct = 1e0: must be");
    check("risk.trade_max_pct = \"1\"", "must be a percentage");
    check("risk.trade_max_pct = 1.00001", "at most 4 decimal places");
    check("breaker.level = \"off\"", "must be one of \"pause\", \"trip\", \"flatten\"");
    check("budget.normal_pct = 61", "from 1 to 60");
    check("budget.per_route.orders = 0", "budget.per_route.orders = 0: must be a whole number from 1");
    check("budget.per_route.ordr = 1", "nearest is budget.per_route.order");
    check("feed.kind = \"hyperliquid\"", "must be \"synthetic\"");
    check("venue.url = \"http://example.org\"", "venue.url: must be \"embedded\", an https:// address");
    check("venue.live_url = \"embedded\"", "venue.live_url: must be an https:// address");
    check("venue.live_url = \"http://example.org\"", "venue.live_url: must be an https:// address");
    check("venue.live_stream_url = \"ws://example.org\"", "venue.live_stream_url: must be a wss:// address");
    check("venue.live_account = \"\"", "venue.live_account: must be the live account's name");
    check("venue.live_account = \" main\"", "venue.live_account: must be the live account's name");
    check("venue.live_account = \"m\\u0430in\"", "venue.live_account: must be the live account's name");
    check("venue.api_key = \"hunter2\"", "venue.api_key: keys do not belong into this file");
    check("paper.initial_balance = 0", "must be an amount from 1");
}

#[test]
fn keys_that_cannot_be_together_are_refused() {
    #[track_caller]
    fn check(text: &str, expect: &str) {
        let error = parse(text).expect_err("taken").to_string();
        assert!(error.starts_with("soak.toml:") && error.contains(expect), "{error}");
    }
    check("agent.fast = 21", "1:14: agent.fast: the fast average (21 bars) must be shorter");
    check("risk.exposure_max_pct = 1", "risk.trade_max_pct: one trade (2%) must fit");
    check("[budget]\nnormal_pct = 20\nreserve_pct = 20", "3:15: budget.reserve_pct");
    check("[budget]\nnormal_pct = 60\nreserve_pct = 45", "leave room for it within 100%");
    check("budget.per_route.order = 301", "must not be above budget.rpm (300)");
    check(
        "orders.backoff_first = \"5m\"\norders.backoff_max = \"1m\"",
        "must not be above orders.backoff_max",
    );
    check("venue.connect_timeout = \"20s\"", "must fit into venue.total_timeout");
    check("feed.kind = \"venue\"", "needs an address in venue.url");
    let live = "soak.mode = \"live\"";
    check(live, "1:13: venue.live_url: a live run needs the address of the live account");
    check(live, "1:13: venue.live_key_env: a live run needs the name of the environment variable");
    check(live, "1:13: venue.live_account: a live run needs the live account's name");
    check(
        "venue.live_key_env = \"K\"\nvenue.key_env = \"K\"",
        "1:22: venue.live_key_env: must not be venue.key_env",
    );
}

#[test]
fn a_file_that_says_all_of_real_money_may_ask_for_it() {
    let text = "[venue]\nlive_url = \"https://l.example/api/v1\"\nlive_key_env = \"LIVE_KEY\"\nlive_account = \"main\"\n";
    let paper = taken(text, &[]);
    let live = taken(&format!("soak.mode = \"live\"\n{text}"), &[]);
    assert_eq!(live.soak.mode, crate::model::TradingMode::Live);
    assert_eq!(live.fingerprint(), paper.fingerprint());
    // As a live run keeps it: its prices are those of the venue that it trades at.
    taken(&format!("soak.mode = \"live\"\nfeed.kind = \"venue\"\n{text}"), &[]);
    taken(
        "venue.live_stream_url = \"wss://l.example/s\"",
        &[
            "1:25: warning: venue.live_stream_url: has no effect without an address in venue.live_url or venue.url",
        ],
    );
}

#[test]
fn risky_but_allowed_values_warn() {
    let settings = taken(
        "risk.exposure_max_pct = 50",
        &["1:25: warning: risk.exposure_max_pct: above 12.5% a sudden gap of 40% can cost more than 5% of \
           equity; no stop-loss can prevent that"],
    );
    assert_eq!(settings.rules.risk.exposure_max.percent().to_string(), "50");
    taken(
        "budget.rpm = 30",
        &[
            "1:14: warning: budget.rpm: reconciling every 5s takes about 48 requests a minute, and normal running \
         may use 18; it will run less often",
        ],
    );
}

#[test]
fn broken_toml_is_told_with_its_place() {
    refused("[risk\n", &["soak.toml:1:6: unclosed table, expected `]`"]);
    let error = parse("[risk]\nstale_after = \"2m\"\nstale_after = \"3m\"\n").unwrap_err().to_string();
    assert!(error.starts_with("soak.toml:3:1: duplicate key"), "{error}");
}

#[test]
fn look_alike_letters_are_named() {
    refused(
        "[soak]\n\"sееd\" = 1",
        &["soak.toml:2:1: soak.sееd: there is no such key; the nearest is soak.seed; \
        it holds U+0435, which is not a plain letter although it may look like one"],
    );
    let error = parse("sееd = 1").unwrap_err().to_string();
    assert!(error.contains("U+0435"), "{error}");
}

#[test]
fn a_key_in_the_file_is_refused_and_never_shown() {
    for text in [
        "[venue]\nkey_env = \"pf_live_0123abc\"",
        "[venue]\nkey = \"sk_trade_0123abc\"",
        "[venue]\nurl = \"https://x/?k=PF_SK_0123abc\"",
        "# my key is pf_test_0123abc",
        "\"sk_live_0123abc\" = 1",
        "[sk_live_0123abc]",
        "soak.name = \"sk_live_0123abc\"",
        "soak.name = \"\"\"sk_live_0123abc",
    ] {
        let error = parse(text).expect_err("taken");
        let told = format!("{error} {error:?}");
        assert!(told.contains("looks like a venue's key"), "{told}");
        assert!(!told.contains("0123abc"), "the key was shown: {told}");
    }
}

#[test]
fn what_the_key_variable_holds_instead_is_never_shown() {
    let error = parse("venue.key_env = \"hunter2\"").unwrap_err().to_string();
    assert!(error.contains("the name of an environment variable") && !error.contains("hunter2"), "{error}");
}

#[test]
fn a_file_of_nonsense_does_not_fill_the_screen() {
    let text = (0..500).map(|number| format!("k{number} = 1\n")).collect::<Vec<_>>().concat();
    let error = parse(&text).unwrap_err();
    assert_eq!(error.problems().len(), 51);
    assert!(error.to_string().ends_with("and 450 more; is this a configuration of soak?"));
}

#[test]
fn the_bar_is_the_feeds_unless_the_file_says_otherwise() {
    let auto = Span::from_secs(10);
    assert_eq!(taken("", &[]).rules_with(auto).agent.bar, auto);
    assert_eq!(taken("agent.bar = \"15m\"", &[]).rules_with(auto).agent.bar, Span::from_secs(900));
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_as_the_same(
        name in prop::option::of("[a-z0-9][a-z0-9_.-]{0,20}"),
        trade in 1_i64..=20_000, band in 0_u16..=1_000, fast in 1_u16..500, short in any::<bool>(),
        length in 1_u32..1_000_000, order in prop::option::of(1_u16..=300), data in prop::option::of("[ -~é\"\\\\]{1,30}"),
    ) {
        let mut text = format!(
            "[risk]\ntrade_max_pct = {}\n[agent]\nband_bp = {band}\nfast = {fast}\nslow = {}\nshort = {short}\n",
            rust_decimal::Decimal::new(trade.max(100), 4), fast + 1,
        );
        let name = name.filter(|name| !holds_key(name)).map(|name| format!("name = \"{name}\"\n")).unwrap_or_default();
        let data = data.filter(|data| !holds_key(data)).map(|data| format!("data = {}\n", kinds::quoted(&data)));
        text = format!("{text}[soak]\nlength = \"{length}s\"\n{name}{}", data.unwrap_or_default());
        if let Some(order) = order {
            text = format!("{text}[budget.per_route]\norder = {order}\n");
        }
        let settings = parse(&text).unwrap().settings;
        let again = parse(&settings.print()).unwrap().settings;
        prop_assert_eq!(&again, &settings);
        prop_assert_eq!(again.print(), settings.print());
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}", section in "(risk|soak|agent|budget)") {
        let _ = parse(&text);
        let _ = parse(&format!("[{section}]\n{text}\n"));
        let _ = parse(&format!("[{section}]\nname = {text}\n"));
    }
}
