//! Coverage reports of real tools, in small, with the numbers that those tools give for them.

use proptest::prelude::*;
use soak::gate::Finding;
use soak::gate::import::{CoverageReport, Modules, TestReport};
use soak::model::Rate;

/// Path, lines, covered, branches, taken.
type Row = (&'static str, u64, u64, u64, u64);

#[track_caller]
fn check(report: &[u8], format: &str, expect: &[Row]) {
    let report = CoverageReport::read(report).unwrap();
    let rows: Vec<_> =
        report.files.iter().map(|f| (&*f.path, f.lines, f.covered, f.branches, f.taken)).collect();
    assert_eq!((report.format.as_str(), rows.as_slice()), (format, expect));
}

#[test]
fn every_format_is_known_by_what_it_holds() {
    check(
        include_bytes!("samples/llvm-cov.lcov"),
        "LCOV",
        &[
            ("/builds/agent/src/empty.rs", 0, 0, 0, 0),
            ("/builds/agent/src/strategy/risk.rs", 4, 3, 2, 1),
            ("/builds/agent/src/strategy/sizing.rs", 2, 2, 0, 0),
        ],
    );
    // Two tests of one file on Windows: a line counts once, and as covered if one of them covered it.
    check(
        include_bytes!("samples/two-tests.lcov"),
        "LCOV",
        &[("src/strategy/risk.js", 3, 2, 0, 0), ("src/summed.js", 10, 9, 0, 0)],
    );
    check(
        include_bytes!("samples/coverage-py.xml"),
        "Cobertura",
        &[
            ("__init__.py", 0, 0, 0, 0),
            ("strategy/deep/risk.py", 5, 3, 4, 1),
            ("strategy/deep/sizing.py", 3, 3, 0, 0),
        ],
    );
    // The lines of methods stand in the class once more, and two classes share a file.
    check(
        include_bytes!("samples/coverlet.xml"),
        "Cobertura",
        &[("builds/agent/Strategy/Risk.cs", 5, 4, 2, 1)],
    );
    check(
        include_bytes!("samples/coverage-py.json"),
        "coverage.py 7.6.1",
        &[
            ("src/report.py", 100, 95, 0, 0),
            ("src/strategy/__init__.py", 0, 0, 0, 0),
            ("src/strategy/risk.py", 5, 3, 2, 1),
        ],
    );
}

#[test]
fn the_sums_that_tools_give_are_those_that_are_counted() {
    for sample in [
        include_bytes!("samples/coverage-py.xml").as_slice(),
        include_bytes!("samples/coverlet.xml"),
        include_bytes!("samples/coverage-py.json"),
    ] {
        let report = CoverageReport::read(sample).unwrap();
        let claim = report.claim.unwrap();
        assert_eq!((claim.lines, claim.covered), (report.lines(), report.covered()));
    }
}

#[track_caller]
fn finding(report: &[u8], modules: &[&str]) -> (u64, u64, Vec<(String, u64, u64)>) {
    let report = CoverageReport::read(report).unwrap();
    let modules = Modules::of(modules).unwrap();
    match report.finding(&modules, None).unwrap() {
        Finding::Coverage { lines, covered, weakest, commit: None, .. } => (lines, covered, weakest),
        other => panic!("{other:?}"),
    }
}

#[test]
fn modules_are_named_the_weakest_first() {
    let json = include_bytes!("samples/coverage-py.json");
    let risk = ("src/strategy/risk.py".to_owned(), 5, 3);
    let report = ("src/report.py".to_owned(), 100, 95);
    assert_eq!(finding(json, &[]), (105, 98, vec![risk.clone(), report.clone()]));
    assert_eq!(finding(json, &["strategy"]), (105, 98, vec![risk]));
    assert_eq!(finding(json, &["src/report.py"]), (105, 98, vec![report]));
    let exact =
        b"SF:a\nLF:10\nLH:9\nend_of_record\nSF:b\nLF:4\nLH:3\nend_of_record\nSF:c\nDA:1,0\nend_of_record\n";
    assert_eq!(
        finding(exact, &[]),
        (15, 12, vec![("c".into(), 1, 0), ("b".into(), 4, 3), ("a".into(), 10, 9)])
    );
    // Nine of ten is not less than nine tenths; three of four is.
    let report = CoverageReport::read(exact).unwrap();
    let below: Vec<_> = report.files.iter().map(|file| file.is_below(Rate::from_bp(9_000))).collect();
    assert_eq!(below, [false, true, true]);
}

#[test]
fn no_more_than_fifty_modules_are_named() {
    let record = |number: u32| format!("SF:{number}\nLF:100\nLH:{number}\nend_of_record\n");
    let report: String = (0..80).map(record).collect();
    let (_, _, weakest) = finding(report.as_bytes(), &[]);
    assert_eq!((weakest.len(), &*weakest[0].0, &*weakest[49].0), (50, "0", "49"));
}

#[track_caller]
fn refused(report: &[u8], expect: &str) {
    let error = CoverageReport::read(report).unwrap_err().to_string();
    assert!(error.contains(expect), "{error:?} does not say {expect:?}");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    refused(b"", "neither LCOV nor");
    refused(b"hello", "neither LCOV nor");
    refused(b"SF:a\nDA:1,1\n", "line 3, column 1: it ends in the middle");
    refused(b"SF:a\nDA:x,1\nend_of_record\n", "line 2, column 1: DA is not");
    refused(b"SF:a\nDA:1,1\nSF:b\nend_of_record\n", "line 3, column 1: a file begins");
    refused(b"SF:a\nLF:1\nLH:2\nend_of_record\n", "line 4, column 1: LH is more");
    refused(b"DA:1,1\nSF:a\nend_of_record\n", "line 1, column 1: it belongs to no file");
    refused(b"SF:a\nend_of_record\n", "no line that could be covered");
    refused(b"SF:\xff\n", "line 1, column 4: not UTF-8");
    refused(b"{", "line 1, column 1: it is no json");
    refused(b"{\"totals\": 1}", "not that of coverage json");
    refused(b"<testsuites/>", "soak evidence add junit");
    refused(b"<report/>", "JaCoCo");
    refused(b"<coverage>", "it ends too early");
    refused(b"<coverage><packages></coverage>", "line 1, column 21");
    refused(b"<coverage/><coverage/>", "a second root");
    refused(
        b"<coverage><line number=\"1\" hits=\"1\"/></coverage>",
        "line 1, column 11: <line> stands outside",
    );
    refused(b"<coverage><class/></coverage>", "<class> has no filename");
    let class = |line: &str| format!("<coverage>\n<class filename=\"a\">\n{line}</class></coverage>");
    refused(class("<line number=\"1\"/>").as_bytes(), "line 3, column 1: <line> has no hits");
    refused(class("<line number=\"1\" hits=\"many\"/>").as_bytes(), "hits of <line> is no whole number");
    refused(class("<line number=\"1\" number=\"1\" hits=\"1\"/>").as_bytes(), "line 3");
}

#[test]
fn what_a_document_declares_is_not_expanded() {
    let laughs = b"<!DOCTYPE coverage [<!ENTITY a \"src\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>
<coverage><class filename=\"&b;\"><line number=\"1\" hits=\"1\"/></class></coverage>";
    refused(laughs, "line 2, column 11");
    let outside = String::from_utf8(laughs.to_vec()).unwrap().replace("&b;", "&f;");
    refused(outside.as_bytes(), "line 2, column 11");
    let deep = format!("<coverage>{}{}</coverage>", "<a>".repeat(100), "</a>".repeat(100));
    refused(deep.as_bytes(), "nested too deeply");
}

proptest! {
    #[test]
    fn any_bytes_are_a_report_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = CoverageReport::read(&bytes);
        let _ = TestReport::read(&bytes);
    }

    /// A report with some bytes changed, cut out or doubled.
    #[test]
    fn any_damage_is_a_report_or_an_error(
        which in 0_usize..7, at in any::<prop::sample::Index>(), length in 0_usize..40,
        with in proptest::collection::vec(any::<u8>(), 0..8),
    ) {
        let samples: [&[u8]; 7] = [
            include_bytes!("samples/llvm-cov.lcov"),
            include_bytes!("samples/coverage-py.xml"),
            include_bytes!("samples/coverlet.xml"),
            include_bytes!("samples/coverage-py.json"),
            include_bytes!("samples/pytest.xml"),
            include_bytes!("samples/nested.xml"),
            include_bytes!("samples/googletest.xml"),
        ];
        let mut bytes = samples[which].to_vec();
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, with);
        if let Ok(report) = CoverageReport::read(&bytes) {
            prop_assert!(report.files.iter().all(|file| file.covered <= file.lines));
        }
        if let Ok(report) = TestReport::read(&bytes) {
            prop_assert!(report.failed.saturating_add(report.skipped) <= report.tests);
        }
    }
}
