//! The program as a person runs it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// A data folder of its own for one test.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
        command.args(arguments).env_clear().env("HOME", self.0.path()).env("SOAK_DATA", self.data());
        command.current_dir(self.0.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn soak(&self, arguments: &[&str]) -> Said {
        Said::of(self.command(arguments).output().unwrap())
    }
}

#[derive(Debug)]
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    #[track_caller]
    fn refused(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in {}", self.err);
        }
    }

    #[track_caller]
    fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "{self:?}");
        serde_json::from_str(&self.out).unwrap()
    }
}

/// A child that is killed when its test fails.
struct Running(Option<Child>);

impl Running {
    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(self.0.as_ref().unwrap()), signal).unwrap();
    }

    fn pid(&self) -> u32 {
        self.0.as_ref().unwrap().id()
    }

    fn ended(mut self) -> Said {
        Said::of(self.0.take().unwrap().wait_with_output().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Names in `folder`, in order; none when it is not there.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn slips_get_code_2_and_leave_nothing_behind() {
    #[track_caller]
    fn check(arguments: &[&str], words: &[&str]) {
        let place = Place::new();
        place.soak(&[&["load"], arguments].concat()).refused(2, words);
        assert!(!place.data().exists(), "{:?}", names(&place.data()));
    }
    check(&["--rpm", "0"], &["0 is not in"]);
    check(&["--rpm", "60", "--times", "2"], &["cannot be used with"]);
    check(&["--times", "0"], &["write a number above 0"]);
    check(&["--duration", "2h"], &["a load test of 2h 00m is not between"]);
    check(&["--rpm", "9999", "--duration", "1h"], &["is more than 60000 requests"]);
    check(&["x"], &["there is no soak x"]);
}

#[test]
fn it_passes_at_a_venue_of_its_own_and_keeps_the_evidence() {
    let place = Place::new();
    let said = place.soak(&["load", "--duration", "3s", "--rpm", "240", "--p99", "60000", "--json"]);
    let json = said.json();
    assert_eq!(said.code, 0, "{said:?}");
    let report = &json["report"];
    assert_eq!((&report["passed"], &report["counts"]["answered"]), (&true.into(), &12.into()), "{report}");
    assert_eq!((&report["headroom"]["limit"], &report["closed"]["flat"]), (&300.into(), &true.into()));
    let folder = place.data().join("_evidence/load");
    assert_eq!(names(&folder), ["history", "load.json"]);
    let kept: Value = serde_json::from_slice(&std::fs::read(folder.join("load.json")).unwrap()).unwrap();
    assert_eq!((&kept["detail"], &kept["evidence"]["fingerprints"]), (report, &json["fingerprints"]));
    assert_eq!(kept["evidence"]["origin"], "soak load --rpm 240 --duration 3s --seed 1");
    let found = &kept["evidence"]["finding"];
    assert_eq!(
        (&found["asked_rpm"], &found["sent"], &found["dropped"]),
        (&240.into(), &12.into(), &0.into())
    );
    assert!(found["p99"].as_u64().unwrap() > 0, "the longest stands for it: {found}");
    assert_eq!(kept["evidence"]["fingerprints"]["binary"].as_str().unwrap().len(), 64);
    let stays = std::fs::read(json["evidence"].as_str().unwrap()).unwrap();
    assert_eq!(kept, serde_json::from_slice::<Value>(&stays).unwrap());
    // Its exchange is gone, and nobody takes its folders for soaks.
    assert_eq!(names(&place.data().join("_load")), ["lock"]);
    assert_eq!(place.soak(&["list"]).out, "");
}

#[test]
fn its_words_say_what_was_asked_what_came_of_it_and_the_verdict() {
    let place = Place::new();
    let said = place.soak(&["load", "--duration", "2s", "--rpm", "240", "--p99", "60000"]);
    assert_eq!(said.code, 0, "{said:?}");
    for words in [
        "8 requests in 2s at 240.0 a minute",
        "by the rules; no soak has run long enough",
        "8 sent, 0 dropped, 8 answered, 0 rate limited, 0 errors",
        "too few samples: p90 needs 10, p99 100, p99.9 1,000",
        "account     flat, the venue says",
        "at most 60000ms",
        "PASS  at 5.0 times normal",
    ] {
        assert!(said.out.contains(words), "no {words:?} in {}", said.out);
    }
    // What only a terminal understands is for a terminal only.
    assert!(said.err.starts_with("evidence: ") && !said.err.contains('\u{1b}'), "{said:?}");
}

#[test]
fn told_to_stop_it_tells_what_it_has_and_is_a_no() {
    let place = Place::new();
    let arguments = ["load", "--duration", "60s", "--rpm", "200", "--json"];
    let running = Running(Some(place.command(&arguments).spawn().unwrap()));
    while !place.data().join("_load/venue.db").exists() {
        std::thread::yield_now();
    }
    running.signal(Signal::INT);
    let said = running.ended();
    let json = said.json();
    let report = &json["report"];
    assert_eq!((said.code, &report["cut_short"]), (1, &"it was told to stop".into()), "{said:?}");
    assert!(report["counts"]["not_due"].as_u64().unwrap() > 0, "{report}");
    assert_eq!(report["closed"]["flat"], true);
    assert_eq!(names(&place.data().join("_evidence/load/history")).len(), 1);
    assert_eq!(names(&place.data().join("_load")), ["lock"]);
}

#[test]
fn a_soaks_journal_says_what_is_normal() {
    let place = Place::new();
    let ran = place.soak(&["--headless", "--name", "x", "--speed", "max", "--length", "20m"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    // The same whether it is named or the only one.
    for name in [&["x"][..], &[]] {
        let load = [&["load", "--duration", "1s", "--rpm", "60", "--p99", "60000", "--json"], name].concat();
        let json = place.soak(&load).json();
        let normal = &json["report"]["normal"];
        assert_eq!((&normal["from"], &normal["soak"]), (&"soak".into(), &"x".into()), "{json}");
        assert!(normal["minutes"].as_u64().unwrap() >= 15, "{normal}");
        // Twelve cycles of four questions, and what orders there were.
        let rpm = json["report"]["normal_rpm"].as_f64().unwrap();
        assert!((48.0..60.0).contains(&rpm), "{rpm}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_exchange_inside_a_running_soak_is_left_alone() {
    let place = Place::new();
    let soak = Running(Some(place.command(&["--headless", "--name", "x"]).spawn().unwrap()));
    let port = loop {
        let table = std::fs::read_to_string(format!("/proc/{}/net/tcp", soak.pid())).unwrap();
        let ports = table.lines().skip(1).filter_map(|line| {
            let local = line.split_whitespace().nth(1)?;
            u16::from_str_radix(local.rsplit_once(':')?.1, 16).ok()
        });
        let mut own = ports.filter(|port| soak::drill::load::listens_at(soak.pid(), *port));
        if let Some(port) = own.next() {
            break port;
        }
    };
    let load = |place: &Place| {
        let text = format!("[venue]\nurl = \"http://127.0.0.1:{port}/api/v1\"\n\n[feed]\nkind = \"venue\"\n");
        std::fs::write(place.0.path().join("soak.toml"), text).unwrap();
        place.soak(&["load", "--config", "soak.toml", "--duration", "1s"])
    };
    load(&place).refused(2, &["is the exchange inside the running soak x", "a venue of its own"]);
    // From another data folder nobody sees whose it is; its key is what keeps the load away.
    let said = load(&Place::new());
    said.refused(1, &["does not take the key (it says 401 invalid_key", "its own soak's and nobody else's"]);
    soak.signal(Signal::TERM);
    assert_eq!(soak.ended().code, 0);
}
