//! The whole way of a proof: a soak, its bundle, and both of them checked, sound and forged.

use std::path::Path;

use serde_json::Value;
use soak::journal::{Archive, Journal, Nearest};
use soak::model::{Span, Time};
use soak::snapshot::{SNAPSHOT_VERSION, Snapshot};

use crate::place::Place;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_bundle_is_checked_alone_and_against_its_journal() {
    let place = Place::with_a_soak_to_come();
    let file = place.text("x.soakbundle");
    let made = place.soak(&["report", "x", "--bundle", "-o", &file]);
    assert_eq!(made.code, 0, "{made:?}");
    let sha256 = made.out.trim().rsplit(' ').next().unwrap().to_owned();
    let journal = place.text("x");
    // Sound, and NO-GO: the answer is no.
    let said = place.soak(&["verify", &file, "--journal", &journal, "--expect", &sha256, "--json"]);
    assert_eq!(said.code, 1, "{said:?}");
    let told = json(&said.out);
    assert_eq!((&told["sound"], &told["sha256"]), (&true.into(), &sha256.clone().into()));
    assert_eq!(told["judgement"]["verdict"], "no_go");
    let words = place.soak(&["verify", &file]);
    assert!(words.out.starts_with("x  SOUND  NO-GO\n"), "{words:?}");

    let other = place.soak(&["verify", &file, "--expect", &"0".repeat(64), "--json"]);
    assert_eq!(json(&other.out)["problems"][0]["member"], "the file");
    // The same moment cannot be made twice with other bytes.
    let again = place.soak(&["report", "x", "--bundle", "-o", &place.text("y.soakbundle")]);
    assert!(again.out.contains(&sha256), "{again:?}");

    let mut bytes = std::fs::read(&file).unwrap();
    let at = bytes.windows(11).position(|window| window == b"facts.json\0").unwrap() + 600;
    bytes[at] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let forged = place.soak(&["verify", &file]);
    assert_eq!(forged.code, 1);
    assert!(forged.out.starts_with("x  NOT SOUND  no verdict\n"), "{forged:?}");
    assert!(forged.out.contains("PROBLEM   facts.json: it was changed"), "{forged:?}");
    std::fs::write(&file, b"hello").unwrap();
    assert_eq!(place.soak(&["verify", &file]).code, 2);
    assert_eq!(place.soak(&["verify", "nothing"]).code, 2);
}

#[test]
fn a_journal_is_checked_to_its_tables() {
    let place = Place::with_a_soak();
    let said = place.soak(&["verify", "x"]);
    assert!(said.code == 0 && said.out.starts_with("x  SOUND\n"), "{said:?}");
    assert_eq!(place.soak(&["verify", &place.text("x")]).out, said.out);
    let sql = |statement: &str| {
        rusqlite::Connection::open(place.path("x/journal.db")).unwrap().execute_batch(statement).unwrap();
    };
    sql("UPDATE fills SET fee = '0' WHERE rowid = 1");
    let told = json(&place.soak(&["verify", "x", "--json"]).out);
    assert_eq!((&told["sound"], &told["damages"]), (&false.into(), &Value::Array(Vec::new())));
    assert_eq!(told["tables"][0], "row 1 of fills is not what the inputs make");
    sql("UPDATE chunks SET sha256 = zeroblob(32) WHERE chunk = 3");
    let said = place.soak(&["verify", "x"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("DAMAGE   chunk 3, inputs 3073 to 4096: "), "{said:?}");
    // No bundle is made of it.
    let refused = place.soak(&["report", "x", "--bundle", "-o", &place.text("x.soakbundle")]);
    assert_eq!(refused.code, 1);
    assert!(!place.path("x.soakbundle").exists());
}

/// Has the last picture in `folder` say that the venue is elsewhere, and its key from the variable `key_env`.
fn with_a_key_from(folder: &Path, key_env: &str) {
    let last = Archive::open(folder).unwrap().picture(Nearest::AtOrBefore(Time::from_micros(i64::MAX)));
    let last = last.unwrap().unwrap();
    let mut picture: Snapshot = serde_json::from_slice(&last.bytes.unwrap()).unwrap();
    (picture.soak.venue, picture.soak.key_env) = ("venue.example".to_owned(), Some(key_env.to_owned()));
    let mut journal = Journal::open(folder).unwrap();
    let at = journal.last_at().unwrap() + Span::from_micros(1);
    journal.picture(at, SNAPSHOT_VERSION, serde_json::to_vec(&picture).unwrap());
    journal.commit().unwrap();
}

#[test]
fn gate_and_bundle_name_the_variable_that_the_run_took_its_key_from() {
    let place = Place::empty();
    let ran = place.soak(&["--headless", "--name", "x", "--speed", "max", "--length", "10m"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    with_a_key_from(&place.path("x"), "THE_RUNS_KEY");
    let given = place.text("given.toml");
    std::fs::write(&given, "[venue]\nkey_env = \"ANOTHER_KEY\"\n").unwrap();
    let key = |judgement: &Value| {
        let items = judgement["items"].as_array().unwrap().iter();
        let key = items.filter(|item| item["item"] == "key").map(|item| item["evidence"].clone());
        key.collect::<Vec<_>>()
    };
    let gate = json(&place.soak(&["gate", "x", "--json"]).out);
    let file = place.text("x.soakbundle");
    let made = place.soak(&["report", "x", "--bundle", "--config", &given, "-o", &file]);
    assert_eq!(made.code, 0, "{made:?}");
    let told = json(&place.soak(&["verify", &file, "--json"]).out);
    let expect = ["from $THE_RUNS_KEY; tree not scanned yet"];
    assert_eq!(key(&gate), expect);
    assert_eq!(key(&told["judgement"]), expect);
}
