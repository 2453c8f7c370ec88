//! Keys planted in every place that is searched: each is found and named, and none is ever shown.

use std::io::Read;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use flate2::Compression;
use flate2::read::ZlibEncoder;
use soak::gate::scan::{KeysInUse, Places};

use crate::place::{KEY, Place};
use crate::shapes::scan;

/// A key that no shape knows, in use.
const OWN: &str = "zq-unlike-any-other-7719-secret-of-ours";

pub(crate) fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Runs git in `folder`; says whether there is a git.
pub(crate) fn git(place: &Place, folder: &Path, arguments: &[&str]) -> bool {
    let mut command = place.command("git");
    let settings = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "gc.pruneExpire=never"];
    command.current_dir(folder).args(settings).args(arguments).env("GIT_CONFIG_NOSYSTEM", "1");
    match command.stdout(Stdio::null()).stderr(Stdio::null()).status() {
        Ok(status) => {
            assert!(status.success(), "git {arguments:?}");
            true
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let _ = writeln!(std::io::stderr(), "skipped: no git here");
            false
        }
        Err(error) => panic!("{error}"),
    }
}

/// What a scan of `agent` finds with [`OWN`] in use. Neither key is in anything of it.
#[track_caller]
fn found(agent: &Path) -> Vec<String> {
    let keys = KeysInUse { paper: Some(OWN.into()), live: None };
    let scan = scan(&Places { agent: Some(agent), ..Places::default() }, &keys);
    let whole = format!("{scan:?}{keys:?}{:?}{}", scan.finding(), serde_json::to_string(&scan).unwrap());
    assert!(!whole.contains(OWN) && !whole.contains(KEY), "a key is shown: {whole}");
    assert_eq!(scan.unsearched, [""; 0]);
    scan.found
}

#[test]
fn in_the_tree_tracked_or_not_and_in_names() {
    let place = Place::new();
    let agent = place.path().join("agent");
    write(&agent, "agent.py", "import os\n\nbuy()\n");
    assert_eq!(found(&agent), [""; 0]);
    write(&agent, ".env", &format!("# mine\nPURPLE_FLEA_API_KEY={KEY}\n"));
    write(&agent, "node_modules/deep/config.json", &format!("{{\"k\": \"{OWN}\"}}"));
    write(&agent, "agent.bin", &format!("\0\0ELF{OWN}\0pf_live_tables_of_prefixes_9a8b7c6d"));
    write(&agent, &format!("notes-{OWN}.txt"), "nothing");
    let wide: Vec<u8> = OWN.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(agent.join("dump.log"), wide).unwrap();
    // A key across the border of what is read at once, far down in a file.
    let long = format!("{}\n{KEY}\n{}", "line\n".repeat(209_714), "line\n".repeat(300_000));
    write(&agent, "long.log", &long);
    assert_eq!(
        found(&agent),
        [
            "agent .env:2: Purple Flea key",
            "agent agent.bin: the paper key itself",
            "agent dump.log: the paper key itself",
            "agent long.log:209716: Purple Flea key",
            "agent node_modules/deep/config.json:1: the paper key itself",
            "agent notes-(hidden).txt: the paper key itself",
        ]
    );
}

#[test]
fn in_an_old_commit_loose_or_packed_and_in_what_no_commit_has() {
    let place = Place::new();
    let agent = place.path().join("agent");
    write(&agent, "README", "an agent\n");
    if !git(&place, &agent, &["init", "-q"]) {
        return;
    }
    let commit = |message: &str| {
        git(&place, &agent, &["add", "-A"]);
        git(&place, &agent, &["commit", "-qm", message]);
    };
    commit("begin");
    // Long enough, and alike enough, that git keeps one as a difference from the other.
    let lines: Vec<_> = (0..400).map(|number| format!("value_{number} = {}\n", number * 7_919)).collect();
    let filler = lines.concat();
    write(&agent, "src/deep/settings.py", &format!("{filler}KEY = \"{OWN}\"\n"));
    commit("settings");
    write(&agent, "src/deep/settings.py", &format!("{filler}KEY = \"{OWN}\"\nmore = 1\n"));
    commit("more");
    write(&agent, "src/deep/settings.py", &format!("{filler}KEY = os.environ[\"KEY\"]\n"));
    commit("take the key out");
    commit_message(&place, &agent, &format!("use {KEY} from now on"));
    // A commit that was taken back.
    write(&agent, "lost.txt", KEY);
    commit("lost");
    git(&place, &agent, &["reset", "-q", "--hard", "HEAD~1"]);

    let check = |state: &str| {
        let found = found(&agent);
        let of = |text: &str| found.iter().filter(|place| place.contains(text)).collect::<Vec<_>>();
        let settings = of(":src/deep/settings.py:401");
        assert_eq!(settings.len(), 1, "{state}: {found:?}");
        assert!(settings[0].starts_with("agent commit "), "{state}: {settings:?}");
        assert!(
            settings[0].ends_with("(and in 1 later places): the paper key itself"),
            "{state}: {settings:?}"
        );
        assert_eq!(of(", its message: Purple Flea key").len(), 1, "{state}: {found:?}");
        assert_eq!(of(":lost.txt:1: Purple Flea key").len(), 1, "{state}: {found:?}");
        assert!(
            !of("agent .git/logs/HEAD").is_empty(),
            "{state}: the log of commits holds the message: {found:?}"
        );
    };
    check("loose");
    git(&place, &agent, &["repack", "-qadf", "--depth=50", "--window=50"]);
    check("packed");
    git(&place, &agent, &["gc", "-q", "--aggressive"]);
    check("collected");
    // A clone keeps what its branches reach, in one pack.
    let clone = place.path().join("clone");
    git(
        &place,
        place.path(),
        &["clone", "-q", "--no-local", agent.to_str().unwrap(), clone.to_str().unwrap()],
    );
    let of_clone = found(&clone);
    assert!(of_clone.iter().any(|place| place.contains(":src/deep/settings.py:401")), "{of_clone:?}");
    assert!(!of_clone.iter().any(|place| place.contains("lost.txt")), "{of_clone:?}");
}

fn commit_message(place: &Place, agent: &Path, message: &str) {
    git(place, agent, &["commit", "-q", "--allow-empty", "-m", message]);
}

#[test]
fn a_history_that_is_not_whole_is_told() {
    let place = Place::new();
    let agent = place.path().join("agent");
    write(&agent, "a", "1");
    if !git(&place, &agent, &["init", "-q"]) {
        return;
    }
    for number in 0..3 {
        write(&agent, "a", &number.to_string());
        git(&place, &agent, &["add", "-A"]);
        git(&place, &agent, &["commit", "-qm", "next"]);
    }
    let shallow = place.path().join("shallow");
    let url = format!("file://{}", agent.display());
    git(&place, place.path(), &["clone", "-q", "--depth=1", &url, shallow.to_str().unwrap()]);
    let unsearched = |agent: &Path| {
        scan(&Places { agent: Some(agent), ..Places::default() }, &KeysInUse::default()).unsearched
    };
    assert_eq!(
        unsearched(&shallow),
        ["the agent's history: the clone is shallow: older commits are not in it"]
    );
    git(&place, &agent, &["repack", "-qad"]);
    let packs = std::fs::read_dir(agent.join(".git/objects/pack")).unwrap();
    let index =
        packs.map(|entry| entry.unwrap().path()).find(|path| path.extension().unwrap() == "idx").unwrap();
    let mut pack = std::fs::read(index.with_extension("pack")).unwrap();
    let middle = pack.len() / 2;
    pack[middle..middle + 8].fill(0xff);
    std::fs::remove_file(index.with_extension("pack")).unwrap();
    std::fs::write(index.with_extension("pack"), pack).unwrap();
    let damaged = unsearched(&agent);
    assert!(damaged.iter().any(|cause| cause.contains("is damaged")), "{damaged:?}");
    std::fs::create_dir(agent.join("lib")).unwrap();
    std::fs::create_dir(agent.join("lib/.hg")).unwrap();
    assert!(unsearched(&agent).contains(&"agent lib/.hg: only git's history is read".to_owned()));
}

/// A soak that ran, with keys in its journal: as text, and deep in packed records.
fn soak_with_keys(place: &Place) {
    let run = place.soak(&["run", "--headless", "--speed", "max", "--length", "5m", "--name", "a"]);
    assert_eq!(run.code, 0, "{run:?}");
    let clean = place.soak(&["evidence", "scan", "a"]);
    assert_eq!(clean.code, 0, "{clean:?}");
    let journal = rusqlite::Connection::open(place.data().join("a/journal.db")).unwrap();
    let note = "INSERT INTO notes (at, kind, text) VALUES (1, 'note', ?1)";
    journal.execute(note, [format!("the venue said: bad key {KEY}")]).unwrap();
    // As a text in a record has it: its length before it, here a letter.
    let mut record = vec![7, 0, 1, b'A'];
    record.extend(KEY.as_bytes());
    record.extend([0, 9, 200]);
    let mut packed = Vec::new();
    ZlibEncoder::new(record.as_slice(), Compression::new(2)).read_to_end(&mut packed).unwrap();
    let segment = "INSERT INTO segments (first_seq, count, encoding, bytes) VALUES (99000000, 1, ?1, ?2)";
    journal.execute(segment, rusqlite::params!["zlib", packed]).unwrap();
}

#[test]
fn in_configuration_logs_journal_and_arguments_and_nowhere_is_it_printed() {
    let place = Place::new();
    soak_with_keys(&place);
    let dump = format!("2026-01-01 ERROR environment: HOME=/x PURPLE_FLEA_API_KEY={KEY} LANG=C\n");
    write(&place.data().join("a/logs"), "agent.log", &dump);
    let agent = place.path().join("agent");
    write(&agent, "agent.py", &format!("KEY = '{KEY}'\n"));
    // A comment is where people leave keys that the configuration itself refuses.
    let config = place.file("soak.toml", &format!("# {OWN}\n[agent]\nsource = \"agent\"\n"));
    let config = config.to_str().unwrap();
    let scan = |more: &[&str]| {
        let mut command = place.command(env!("CARGO_BIN_EXE_soak"));
        command.args(["evidence", "scan", "a", "--config", config, "--live-key-env", "LIVE"]).args(more);
        let said = crate::place::Said::of(
            command.env("PURPLE_FLEA_API_KEY", KEY).env("LIVE", OWN).output().unwrap(),
        );
        assert!(!said.out.contains(OWN) && !said.err.contains(OWN), "the live key was shown: {said:?}");
        said
    };
    let said = scan(&[]);
    assert_eq!(said.code, 1, "{said:?}");
    for expect in [
        format!("found       {config}:1: the live key itself"),
        "found       logs agent.log:1: the paper key itself".to_owned(),
        "found       journal notes row ".to_owned(),
        "found       journal segments row ".to_owned(),
        "found       agent agent.py:1: the paper key itself".to_owned(),
        "keys lie where they must not".to_owned(),
    ] {
        assert!(said.out.contains(&expect), "no {expect:?} in {}", said.out);
    }
    assert!(said.err.contains("have the venue withdraw it"), "{}", said.err);
    let shown = scan(&["--json"]);
    let told: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    let (paper, live) = (&told["scan"]["paper_key"], &told["scan"]["live_key"]);
    assert!(paper.as_str().unwrap().len() == 16 && live.is_string() && paper != live, "{told}");

    // An argument is read by everybody on the machine.
    let mut command = place.command(env!("CARGO_BIN_EXE_soak"));
    command.args(["evidence", "scan", "--live-key-env", KEY]).env("PURPLE_FLEA_API_KEY", KEY);
    let output = command.output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("found       arguments of this process: the paper key itself"), "{out}");

    // Whatever was kept, and whatever the program wrote: no byte of a key.
    let mut waiting = vec![place.data().join("_evidence")];
    let mut files = 0;
    while let Some(path) = waiting.pop() {
        for entry in std::fs::read_dir(path).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                waiting.push(entry.path());
                continue;
            }
            files += 1;
            let bytes = std::fs::read(entry.path()).unwrap();
            for key in [KEY, OWN] {
                assert!(
                    !bytes.windows(key.len()).any(|window| window == key.as_bytes()),
                    "{:?}",
                    entry.path()
                );
            }
        }
    }
    assert!(files > 1, "nothing was kept");
}

#[test]
fn the_same_key_twice_is_told() {
    let place = Place::new();
    let agent = place.path().join("agent");
    write(&agent, "agent.py", "buy()");
    place.file("soak.toml", "[agent]\nsource = \"agent\"\n");
    let arguments = ["evidence", "scan", "--config", "soak.toml", "--live-key-env", "PURPLE_FLEA_API_KEY"];
    let said = place.soak(&arguments);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.err.contains("the paper key and the live key are the same"), "{}", said.err);
    assert!(said.out.ends_with("no key lies anywhere that was searched\n"), "{}", said.out);
}

#[test]
fn each_start_in_real_time_searches_and_says_so() {
    let place = Place::new();
    let config = place.file("soak.toml", &format!("# {OWN}\n"));
    let mut command = place.command(env!("CARGO_BIN_EXE_soak"));
    command.args([
        "run",
        "--headless",
        "--length",
        "5s",
        "--name",
        "a",
        "--config",
        config.to_str().unwrap(),
    ]);
    let said = crate::place::Said::of(command.env("PURPLE_FLEA_API_KEY", OWN).output().unwrap());
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.err.contains("keys lie in 1 places; soak evidence scan names them"), "{}", said.err);
    let kept =
        std::fs::read_to_string(place.data().join("_evidence/keys/keys.start.soak.paper.json")).unwrap();
    assert!(kept.contains("soak.toml:1: the paper key itself") && !kept.contains(OWN), "{kept}");
}
