//! The other verbs with a configuration of a live run: none of them sends anything to the live address.

use crate::place::Place;

#[test]
fn no_other_verb_trades_at_the_live_address() {
    let (place, venue) = Place::with_venue();
    place.configure(&format!(
        "[soak]\nmode = \"live\"\n[venue]\nlive_url = \"{}\"\nlive_key_env = \"LIVE_KEY\"\nlive_account = \"main\"\n",
        venue.url
    ));
    let of_config = |arguments: &[&str]| place.soak(&[arguments, &["--config", "soak.toml"]].concat());
    let drill = of_config(&["drill", "rate-limited"]);
    assert_eq!(drill.code, 0, "{drill:?}");
    let load = of_config(&["load", "--rpm", "60", "--duration", "3s"]);
    assert!(load.code == 0 || load.code == 1, "{load:?}");
    let sessions = place.path().join("sessions");
    std::fs::create_dir(&sessions).unwrap();
    let regress = of_config(&["regress", "sessions"]);
    assert!(regress.code == 1 || regress.code == 2, "{regress:?}");
    assert_eq!(of_config(&["doctor"]).code, 0);
    assert_eq!(venue.orders(), 0, "an order reached the live account");
}

#[test]
fn a_load_test_at_a_venue_that_says_real_is_refused() {
    let (place, venue) = Place::with_venue();
    place.configure(&format!("[venue]\nurl = \"{}\"\nlive_key_env = \"LIVE_KEY\"\n", venue.url));
    let said = place.soak(&["load", "--rpm", "60", "--duration", "3s", "--config", "soak.toml"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.text.contains("never runs at a live account"), "{said:?}");
    assert_eq!(venue.orders(), 0);
}
