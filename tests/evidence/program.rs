//! `soak evidence add` and `list` as a person or a script meets them.

use crate::place::Place;

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// An agent in a repository at [`COMMIT`], as far as its files tell, and a configuration that names it.
fn agent(place: &Place) {
    let agent = place.path().join("agent");
    std::fs::create_dir_all(agent.join(".git/refs")).unwrap();
    std::fs::write(agent.join("agent.py"), "buy()\n").unwrap();
    std::fs::write(agent.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    std::fs::write(agent.join(".git/packed-refs"), format!("# pack-refs\n{COMMIT} refs/heads/main\n"))
        .unwrap();
    // An index of the second form that tracks agent.py.
    let mut index = b"DIRC\0\0\0\x02\0\0\0\x01".to_vec();
    index.extend([0; 60]);
    index.extend([0, 8]);
    index.extend(b"agent.py\0\0");
    std::fs::write(agent.join(".git/index"), index).unwrap();
    place.file("soak.toml", "[agent]\nsource = \"agent\"\n");
}

#[test]
fn reports_become_evidence_bound_to_agent_and_commit() {
    let place = Place::new();
    agent(&place);
    place.file("lcov.info", include_str!("samples/llvm-cov.lcov"));
    let added = place.soak(&["evidence", "add", "coverage", "lcov.info", "--config", "soak.toml"]);
    added.printed(
        "LCOV: 5 of 6 lines covered (83.3%) in 3 files, commit 0123456789ab\n\
         1 modules have less than 90%:\n   75.0%  /builds/agent/src/strategy/risk.rs (3 of 4)\n",
    );
    let kept = std::fs::read_to_string(place.data().join("_evidence/coverage/coverage.json")).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["evidence"]["finding"]["commit"], COMMIT);
    assert_eq!(kept["evidence"]["finding"]["weakest"][0][0], "/builds/agent/src/strategy/risk.rs");
    assert_eq!(kept["evidence"]["origin"], "soak evidence add coverage lcov.info");
    assert_eq!(kept["detail"]["rows"].as_array().unwrap().len(), 3);

    place.file("junit.xml", include_str!("samples/nested.xml"));
    let added = place.soak(&["evidence", "add", "junit", "junit.xml", "--config", "soak.toml"]);
    added.printed("3 tests run, 1 failed, 1 left out\n  failed: b\n");

    let listed = place.soak(&["evidence", "list", "--config", "soak.toml"]);
    assert_eq!(listed.out.matches("  yes  ").count(), 2, "{}", listed.out);
    std::fs::write(place.path().join("agent/agent.py"), "sell()\n").unwrap();
    let listed = place.soak(&["evidence", "list", "--config", "soak.toml"]);
    assert_eq!(listed.out.matches("no: agent changed").count(), 2, "{}", listed.out);
    let json = place.soak(&["evidence", "list", "--config", "soak.toml", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["evidence"][0]["lapse"], "agent changed");
}

#[test]
fn a_report_of_another_commit_is_refused_and_nothing_is_stored() {
    let place = Place::new();
    agent(&place);
    place.file("lcov.info", include_str!("samples/llvm-cov.lcov"));
    let add = |commit: &str| {
        let start = ["evidence", "add", "coverage", "lcov.info", "--config", "soak.toml", "--commit"];
        place.soak(&[&start[..], &[commit]].concat())
    };
    add("fedcba9").refused(1, &["of commit fedcba9", COMMIT, "nothing was stored"]);
    add("main").refused(2, &["not the id of a commit", "git rev-parse HEAD"]);
    assert!(!place.data().join("_evidence").exists());
    assert_eq!(add("0123456").code, 0);
}

#[test]
fn a_report_that_is_wrong_is_refused_and_nothing_is_stored() {
    let place = Place::new();
    place.file("bad.xml", "<coverage>\n<packages>\n</coverage>");
    let add = |kind: &str, file: &str| place.soak(&["evidence", "add", kind, file]);
    add("coverage", "bad.xml").refused(2, &["bad.xml is not taken: line 3", "nothing was stored"]);
    add("junit", "bad.xml").refused(2, &["soak evidence add coverage"]);
    add("junit", "none.xml").refused(2, &["cannot read none.xml"]);
    add("coverage", ".").refused(2, &["is not a file"]);
    place.file("a.info", "SF:a\nDA:1,1\nend_of_record\n");
    let named = place.soak(&["evidence", "add", "coverage", "a.info", "--modules", "strategy"]);
    named.refused(2, &["no line of a file that --modules names"]);
    assert!(!place.data().join("_evidence").exists());
    let listed = place.soak(&["evidence", "list"]);
    assert!(listed.code == 0 && listed.err.contains("no evidence in"), "{listed:?}");
}

#[test]
fn sums_that_do_not_fit_are_told() {
    let place = Place::new();
    let wrong = include_str!("samples/coverage-py.xml").replace("lines-covered=\"6\"", "lines-covered=\"8\"");
    place.file("coverage.xml", &wrong);
    let added = place.soak(&["evidence", "add", "coverage", "coverage.xml"]);
    assert_eq!(added.code, 0);
    assert!(
        added.err.contains("says 8 of 8 lines of itself, and 6 of 8 stand in it; the worse counts"),
        "{}",
        added.err
    );
}

#[test]
fn an_agent_that_cannot_be_read_is_told() {
    let place = Place::new();
    place.file("soak.toml", "[agent]\nsource = \"nowhere\"\n");
    let said = place.soak(&["evidence", "list", "--config", "soak.toml"]);
    said.refused(2, &["the agent's fingerprint cannot be taken", "nowhere", "[agent] source"]);
}
