//! Bad input gets a clear error and loses nothing: configurations, recordings, journals, folders.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::place::{Place, Said};

const MARKET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/market");

/// A run of `arguments` in `place`, as fast as it goes.
fn run(place: &Place, arguments: &[&str]) -> Said {
    place.soak(&[&["--headless", "--speed", "max"], arguments].concat())
}

#[test]
fn a_bad_configuration_names_each_problem_and_starts_nothing() {
    #[track_caller]
    fn check(text: &str, words: &[&str]) {
        let place = Place::new();
        place.file("soak.toml", text);
        run(&place, &["--config", "soak.toml"]).refused(2, words);
        assert!(!place.data().exists(), "a folder was made");
    }
    check("[soak]\nlength = 7\n", &["soak.toml:2:10: soak.length = 7: must be a length of time in quotes"]);
    check("[risk]\ntrade_max_pct = \"much\"\n", &["soak.toml:2:17: risk.trade_max_pct"]);
    check("[risk]\nstop_los_pct = 5\n", &["soak.toml:2:1: ", "the nearest is risk.stop_loss_pct"]);
    check("[rsk]\n", &["soak.toml:1:2: rsk", "the nearest is [risk]"]);
    check("[risk]\ntrade_max_pct = 3\n", &["risk.trade_max_pct = 3: must be"]);
    check("[risk\n", &["soak.toml:1:"]);
    check("[soak]\nlength = 7\nseed = -1\n[risk]\nx = 1\n", &["soak.length", "soak.seed", "risk.x"]);
}

/// The sound rows of a recording of trades.
const SOUND: &str = "ts_ms,symbol,price,size,side\n1700000000000,BTC,35000,1,buy\n";

#[test]
fn a_bad_recording_is_named_with_its_line() {
    #[track_caller]
    fn check(name: &str, bytes: &[u8], words: &[&str]) {
        let place = Place::new();
        std::fs::write(place.path().join(name), bytes).unwrap();
        let feed = format!("recording:{name}");
        run(&place, &["--feed", &feed, "--until-feed-ends"]).refused(2, words);
        place.soak(&["list"]).printed("");
    }
    let file = |name: &str| std::fs::read(Path::new(MARKET).join(name)).unwrap();
    let gzip = file("trades.csv.gz");
    let zstd = file("quotes.csv.zst");
    check("empty.csv", b"", &["empty.csv is empty", "a header line"]);
    check("head.csv", b"time,what\n1,2\n", &["begins with \"time,what\"", "ts_ms,symbol,price,size,side"]);
    check("noise.csv", &[0xff, 0, 0x1b, b'[', 10], &["noise.csv begins with"]);
    check(
        "cut.csv.gz",
        &gzip[..300],
        &["cut.csv.gz ends in the middle of its gzip data, after line", "copy it"],
    );
    check("cut.csv.zst", &zstd[..300], &["cut.csv.zst ends in the middle of its zstd data"]);
    let bad = format!("{SOUND}{}", "1700000000000,BTC,much,1,buy\n".repeat(9));
    check("bad.csv", bad.as_bytes(), &["line 3: price is \"much\""]);
}

#[test]
fn a_few_bad_rows_are_left_out_and_told() {
    let place = Place::new();
    let feed = format!("recording:{MARKET}/bad_rows.csv");
    let said = run(&place, &["--feed", &feed, "--until-feed-ends"]);
    assert_eq!(said.code, 0, "{said:?}");
    let told = ["3 rows of", "line 101: time goes back", "line 201: price is", "line 251: 6 columns"];
    assert!(told.iter().all(|told| said.err.contains(told)), "{said:?}");
}

/// What a file in the way of a journal holds afterwards.
#[track_caller]
fn refused_and_kept(place: &Place, words: &[&str]) {
    let path = place.data().join("x/journal.db");
    let before = std::fs::read(&path).unwrap();
    run(place, &["--name", "x", "--length", "2m"]).refused(2, words);
    assert!(std::fs::read(&path).unwrap() == before, "the file was changed");
}

#[test]
fn a_journal_that_is_none_or_damaged_is_refused_and_kept() {
    let words = "notes of somebody else\n".repeat(400);
    let foreign: [(&[u8], &str); 2] =
        [(b"short", "is not a soak's journal"), (words.as_bytes(), "journal.db")];
    for (bytes, told) in foreign {
        let place = Place::new();
        std::fs::create_dir_all(place.data().join("x")).unwrap();
        std::fs::write(place.data().join("x/journal.db"), bytes).unwrap();
        refused_and_kept(&place, &[told]);
    }
    let place = Place::new();
    std::fs::create_dir_all(place.data().join("x")).unwrap();
    let other = rusqlite::Connection::open(place.data().join("x/journal.db")).unwrap();
    other.execute_batch("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('bread');").unwrap();
    drop(other);
    refused_and_kept(&place, &["is not a soak's journal", "move it away"]);

    let place = Place::new();
    assert_eq!(run(&place, &["--name", "x", "--length", "1m"]).code, 0);
    let path = place.data().join("x/journal.db");
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    refused_and_kept(&place, &["damaged", "keep a copy of it"]);
}

#[test]
fn a_latch_that_cannot_be_read_means_tripped() {
    let place = Place::new();
    assert_eq!(run(&place, &["--name", "x", "--length", "1m"]).code, 0);
    std::fs::write(place.data().join("x/breaker.latch"), "nonsense").unwrap();
    let said = run(&place, &["--name", "x", "--length", "2m", "--json"]);
    let result: serde_json::Value = serde_json::from_str(said.out.lines().last().unwrap()).unwrap();
    assert_eq!((said.code, &result["breaker"]), (0, &"tripped".into()), "{result}");
}

#[test]
fn a_name_never_leads_out_of_the_data_folder() {
    for name in ["../x", "a/b", "..", ".hidden", "", "-x", "X", "a b", "a\u{1b}[31m", "/etc"] {
        let place = Place::new();
        let said = place.soak(&["--headless", &format!("--name={name}")]);
        said.refused(2, &["cannot name a soak: use 1 to 64 of a-z"]);
        assert!(!said.err.contains('\u{1b}'), "{said:?}");
        assert_eq!(place.soak(&["stop", &format!("./{name}")]).code, 2);
        assert!(!place.data().exists(), "a folder was made");
    }
}

#[test]
fn a_data_folder_that_cannot_be_used_is_named_with_what_to_do() {
    let place = Place::new();
    place.file("file", "");
    for arguments in
        [&["--headless", "--data", "file"][..], &["list", "--data", "file"], &["status", "--data", "file"]]
    {
        place.soak(arguments).refused(2, &["/file", "Not a directory", "soak doctor"]);
    }
    let locked = place.path().join("locked");
    std::fs::create_dir(&locked).unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o500)).unwrap();
    if std::fs::write(locked.join("probe"), "").is_ok() {
        println!("skipped: this user may write anywhere");
        return;
    }
    place.soak(&["--headless", "--data", "locked"]).refused(2, &["cannot make the folder", "soak doctor"]);
}
