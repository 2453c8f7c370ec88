//! What may be asked for, and what is answered.

use crate::place::Place;

#[test]
fn every_drill_is_explained() {
    for arguments in [&["drill"][..], &["drill", "list"], &["drill", "LIST"]] {
        let said = Place::new().soak(arguments);
        assert_eq!(said.code, 0, "{}", said.err);
        for word in ["SCENARIOS", "CHAOS", "INTEGRATION", "FIELD", "flash-crash: ", "at most 4.999%"] {
            assert!(said.out.contains(word), "{word} is missing: {}", said.out);
        }
    }
    let said = Place::new().soak(&["drill", "list", "latch", "--json"]);
    let object: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((object["drill"].as_str(), object["family"].as_str()), (Some("latch"), Some("field")));
    assert_eq!(object["guards"][0], "latch");
}

#[test]
fn slips_get_one_clean_paragraph_and_code_2() {
    #[track_caller]
    fn check(arguments: &[&str], words: &[&str]) {
        let place = Place::new();
        place.soak(&[&["drill"], arguments].concat()).refused(2, words);
        assert!(!place.data().exists(), "a slip leaves nothing behind");
    }
    check(&["flash-crush"], &["there is no drill \"flash-crush\"", "did you mean flash-crash?"]);
    check(&["latch", "???"], &["there is no drill \"???\"", "soak drill list explains"]);
    check(&["latch", "--seed", "x"], &["invalid value 'x'"]);
    check(&["latch", "--agent-command", "true"], &["cannot be drilled by this version yet"]);
    check(&["latch", "--config", "absent.toml"], &["absent.toml", "No such file"]);
}
