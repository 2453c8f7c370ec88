//! What a command is given, and how it ends.

use std::path::Path;

use super::*;
use crate::clock::Clock;

/// Runs the script `text` in a shell of its own for an alert that says `says`.
fn run(folder: &Path, text: &str, says: &str, timeout: Span) -> Result<(), SendFailure> {
    let script = folder.join("script");
    std::fs::write(&script, text).unwrap();
    let arguments = vec![script.display().to_string(), folder.display().to_string(), says.to_owned()];
    let way = WaySettings::Command { program: "/bin/sh".into(), arguments };
    let sink = Sink::new("bell", vec![Severity::Page], way, timeout).unwrap();
    let record = AlertRecord { text: says.to_owned(), ..alert("breaker:$(id)", Severity::Page, 0) };
    let notice = Notice { event: NoticeEvent::Raised, sequence: 1, at: at(0), alert: record };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(sink.send(&notice, "x", Clock::start()))
}

#[test]
fn no_word_of_an_alert_is_ever_a_word_of_a_shell() {
    let home = tempfile::tempdir().unwrap();
    let made = home.path().join("made");
    for text in [
        "$(touch made)",
        "`touch made`",
        "; touch made #",
        "| touch made",
        "\"; touch made; \"",
        "\n touch made\n",
    ] {
        let text = text.replace("made", &made.display().to_string());
        let script = "cat > \"$1/input\"; printf %s \"$SOAK_ALERT_TEXT\" > \"$1/text\"; printf %s \"$2\" > \"$1/argument\"";
        run(home.path(), script, &text, Span::from_secs(10)).unwrap();
        let read = |name: &str| std::fs::read_to_string(home.path().join(name)).unwrap();
        let input: serde_json::Value = serde_json::from_str(&read("input")).unwrap();
        assert_eq!(input["text"], text);
        assert_eq!(input["alert"], "breaker:$(id)");
        assert_eq!(read("argument"), text, "an argument is handed on as it is");
        assert_eq!(read("text"), crate::model::neutralise(&text, TEXT_CHARS_MAX));
        assert!(!made.exists(), "{text:?} was run");
    }
}

#[test]
fn how_it_ended_is_told_with_the_beginning_of_what_it_said() {
    #[track_caller]
    fn check(script: &str, expect: &str) {
        let home = tempfile::tempdir().unwrap();
        let failure = run(home.path(), script, "text", Span::from_secs(10)).unwrap_err();
        let SendFailure::Over(text) = &failure else { panic!("{failure:?}") };
        assert_eq!(text, expect);
    }
    check("exit 3", "the command ended with exit status: 3");
    check(
        "echo no line; echo at all >&2; exit 1",
        "the command ended with exit status: 1: no line\u{fffd}at all",
    );
    check("printf '\\033[31mred'; exit 1", "the command ended with exit status: 1: \u{fffd}[31mred");
    check("kill -9 $$", "the command ended with signal: 9 (SIGKILL)");
    let long = format!("the command ended with exit status: 1: {}…", "x".repeat(OUTPUT_CHARS_MAX - 1));
    check("head -c 3000000 /dev/zero | tr '\\0' x; exit 1", &long);
}

#[test]
fn one_that_is_not_there_or_never_ends_is_told_and_leaves_nothing() {
    let way = WaySettings::Command { program: "/nowhere/page-me".into(), arguments: Vec::new() };
    let sink = Sink::new("bell", Vec::new(), way, Span::from_secs(1)).unwrap();
    let notice =
        Notice { event: NoticeEvent::Raised, sequence: 1, at: at(0), alert: alert("a:b", Severity::Page, 0) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let text = runtime.block_on(sink.send(&notice, "x", Clock::start())).unwrap_err().to_string();
    assert!(text.starts_with("the command could not be started: No such file"), "{text}");

    let home = tempfile::tempdir().unwrap();
    let script = "echo $$ > \"$1/pid\"; sleep 1000 & echo $! >> \"$1/pid\"; wait";
    let text = run(home.path(), script, "text", Span::from_millis(500)).unwrap_err().to_string();
    assert_eq!(text, "the command was killed after 500ms");
    let pids = std::fs::read_to_string(home.path().join("pid")).unwrap();
    let own = pids.lines().next().unwrap();
    assert!(!Path::new(&format!("/proc/{own}")).exists(), "its number is still taken");
}
