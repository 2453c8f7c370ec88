//! What the engine is told, life after life.

use super::*;
use crate::event::Envelope;
use crate::model::Seq;

const BEGIN: Time = Time::from_millis(1_767_225_600_000);

fn at(secs: i64) -> Time {
    BEGIN + Span::from_secs(secs)
}

fn window(from: i64, line: &str) -> Window {
    Window { from: Span::from_secs(from), ..line.parse().unwrap() }
}

fn game_day(windows: &[Window], folder: &Path, engine: &State) -> GameDay {
    let plan = GameDayPlan { seed: 1, windows: windows.to_vec() };
    GameDay::open(Some(&plan), folder, Pace::Real, (BEGIN, Span::ZERO), engine).unwrap()
}

fn words(news: &[Input]) -> Vec<String> {
    let word = |input: &Input| match input {
        Input::GameDay(Mark::Opened { label, until }) => {
            format!("{label} until {}", until.since(BEGIN).as_secs())
        }
        Input::GameDay(Mark::Closed { label }) => format!("{label} over"),
        other => format!("{other:?}"),
    };
    news.iter().map(word).collect()
}

/// Everything that is told, edge by edge.
#[track_caller]
fn check(windows: &[Window], expect: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let mut game_day = game_day(windows, folder.path(), &State::new());
    let mut told = words(&game_day.news(BEGIN));
    while let Some(edge) = game_day.next_edge() {
        let passed = edge.since(BEGIN).as_secs();
        told.extend(words(&game_day.news(edge)).into_iter().map(|word| format!("{passed}: {word}")));
    }
    assert_eq!(told, expect);
}

#[test]
fn windows_are_told_when_they_open_and_when_they_close() {
    check(&[window(5, "partition 2s")], &["5: partition until 7", "7: partition over"]);
    check(
        &[window(0, "partition 2s label=a"), window(2, "reply_lost 1s label=b")],
        &["a until 2", "2: a over", "2: b until 3", "3: b over"],
    );
}

#[test]
fn windows_of_one_label_are_one_to_people() {
    check(
        &[window(1, "partition 4s"), window(3, "partition 9s share=0.5"), window(4, "partition 1s")],
        &["1: partition until 5", "3: partition until 12", "12: partition over"],
    );
}

#[test]
fn after_a_restart_what_is_open_is_opened_again_and_what_closed_meanwhile_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let mut engine = State::new();
    let mut effects = Vec::new();
    for (seq, label) in (1..).zip(["partition", "reply_lost"]) {
        let input = Input::GameDay(Mark::Opened { label: label.into(), until: at(9) });
        crate::engine::apply(&mut engine, &Envelope { seq: Seq(seq), at: at(1), input }, &mut effects);
    }
    let windows = [window(0, "partition 60s"), window(1, "reply_lost 2s")];
    let mut resumed = game_day(&windows, folder.path(), &engine);
    assert_eq!(words(&resumed.news(at(30))), ["reply_lost over", "partition until 60"]);
    let mut disabled = GameDay::open(None, folder.path(), Pace::Real, (BEGIN, Span::ZERO), &engine).unwrap();
    assert_eq!(words(&disabled.news(at(30))), ["partition over", "reply_lost over"]);
    assert_eq!((disabled.next_edge(), disabled.views()), (None, None));
}

#[test]
fn what_a_person_adds_opens_at_once_is_seen_by_all_and_outlives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let engine = State::new();
    let mut first = game_day(&[], folder.path(), &engine);
    let (wire, market) = (first.wire().unwrap(), first.market().unwrap());
    let injected = first.inject("  price_jump  30s by=-0.1 ", &engine, at(10)).unwrap();
    assert_eq!(injected.line, "price_jump 30s by=-0.1");
    assert_eq!(injected.window.from, Span::from_secs(10));
    assert_eq!(words(&first.news(at(10))), ["price_jump until 40"]);
    assert_eq!((wire.open(at(11)).len(), market.open(at(11)).len(), wire.open(at(9)).len()), (1, 1, 0));
    std::fs::OpenOptions::new()
        .append(true)
        .open(folder.path().join("injected.jsonl"))
        .and_then(|mut file| std::io::Write::write_all(&mut file, b"{\"from\":\"1"))
        .unwrap();
    let mut second = game_day(&[], folder.path(), &engine);
    second.inject("partition 5s", &engine, at(20)).unwrap();
    let mut third = game_day(&[], folder.path(), &engine);
    assert_eq!(words(&third.news(at(21))), ["partition until 25", "price_jump until 40"]);
    assert_eq!(third.views().unwrap().len(), 2);
}

#[test]
fn what_cannot_be_injected_is_refused_in_words() {
    #[track_caller]
    fn check(plan: Option<&GameDayPlan>, line: &str, expect: &str) {
        let folder = tempfile::tempdir().unwrap();
        let engine = State::new();
        let opened = GameDay::open(plan, folder.path(), Pace::Real, (BEGIN, Span::ZERO), &engine);
        let why = opened.unwrap().inject(line, &engine, at(1)).unwrap_err();
        assert!(why.contains(expect), "{why}");
        assert!(!folder.path().join("injected.jsonl").exists());
    }
    let plan = GameDayPlan { seed: 1, windows: Vec::new() };
    check(None, "partition 30s", "set game_day.enabled = true in soak.toml, on the embedded venue");
    check(Some(&plan), "partition", "for how long?");
    check(Some(&plan), "crash 1s", "crash is not for a running soak");
    check(Some(&plan), "outside_trade 1s side=buy quantity=1", "outside_trade is for virtual time");
    check(Some(&plan), "partition 1s symbol=NONE", "this soak has no market NONE");
}

#[test]
fn no_more_than_a_screenful_is_injected_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let engine = State::new();
    let mut game_day = game_day(&[], folder.path(), &engine);
    for second in 0..200 {
        game_day.inject("partition 1s", &engine, at(second)).unwrap();
    }
    let why = game_day.inject("partition 1s", &engine, at(300)).unwrap_err();
    assert!(why.contains("put more into soak.toml"), "{why}");
}
