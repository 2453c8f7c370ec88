//! A report counts for no more than the worst that it says of itself, and files are told apart by their whole
//! path.

use proptest::prelude::*;
use soak::gate::Finding;
use soak::gate::import::{CoverageReport, Modules};

/// Path, lines, covered.
type Row = (String, u64, u64);

/// The whole, the weakest modules and how many modules there are.
fn finding(report: &str, modules: &[&str]) -> (u64, u64, Vec<Row>, u64) {
    let report = CoverageReport::read(report.as_bytes()).unwrap();
    match report.finding(&Modules::of(modules).unwrap(), None).unwrap() {
        Finding::Coverage { lines, covered, weakest, modules, commit: None } => {
            (lines, covered, weakest, modules)
        }
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn check(report: &str, expect: (u64, u64)) {
    let (lines, covered, ..) = finding(report, &[]);
    assert_eq!((lines, covered), expect, "{report}");
}

/// A record of `SF:a` that names the lines 1 to `lines`, the first `covered` of them as covered, and sums up.
fn record(lines: u64, covered: u64, sums: &str) -> String {
    let named = |line: u64| format!("DA:{line},{}\n", u64::from(line <= covered));
    let named: String = (1..=lines).map(named).collect();
    format!("SF:a\n{named}{sums}\nend_of_record\n")
}

#[test]
fn two_files_below_a_long_folder_are_two() {
    let folder = "builds/".repeat(40);
    let report = format!(
        "SF:{folder}good.py\nDA:1,1\nDA:2,1\nend_of_record\nSF:{folder}bad.py\nDA:1,0\nDA:2,0\nend_of_record\n"
    );
    let (lines, covered, weakest, modules) = finding(&report, &["good.py"]);
    assert_eq!((lines, covered, modules), (4, 2, 1));
    let (name, ..) = &weakest[0];
    assert!(name.ends_with("good.py") && name.chars().count() <= 160, "{name}");
    let (.., weakest, modules) = finding(&report, &[]);
    assert_eq!(modules, 2);
    assert!(weakest[0].0.ends_with("bad.py") && weakest[0].2 == 0, "{weakest:?}");

    let class = |name: &str, hits: u32| {
        format!("<class filename=\"{folder}{name}\"><line number=\"1\" hits=\"{hits}\"/></class>")
    };
    check(&format!("<coverage>{}{}</coverage>", class("good.py", 1), class("bad.py", 0)), (2, 1));
    // What acts on a terminal is not shown, and tells files apart.
    check("SF:a\u{7}\nDA:1,1\nend_of_record\nSF:a\u{8}\nDA:1,0\nend_of_record\n", (2, 1));
}

#[test]
fn a_path_that_no_system_has_is_refused() {
    let report = format!("SF:{}\nDA:1,1\nend_of_record\n", "a/".repeat(3_000));
    let error = CoverageReport::read(report.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("longer than 4096"), "{error}");
}

#[test]
fn the_sums_of_a_file_count_where_they_are_worse() {
    check(&record(10, 10, "LF:10\nLH:10"), (10, 10));
    // Lines that are summed up and not named.
    check(&record(10, 10, "LF:100\nLH:10"), (100, 10));
    check(&record(10, 10, "LF:10\nLH:5"), (10, 5));
    // The sums are of fewer lines, and worse: the share is theirs.
    check(&record(100, 90, "LF:10\nLH:8"), (100, 80));
    // They are better, and what is named counts; no line that they speak of is left out.
    check(&record(10, 5, "LF:10\nLH:10"), (10, 5));
    check(&record(10, 5, "LF:20\nLH:20"), (20, 10));
    check(&record(10, 10, "LF:0\nLH:0"), (10, 10));
    // Of two records of one file the worst sums.
    check(&[record(0, 0, "LF:10\nLH:9"), record(0, 0, "LF:10\nLH:4")].concat(), (10, 4));
}

#[test]
fn one_of_two_sums_is_refused() {
    for sums in ["LF:10", "LH:10"] {
        let error = CoverageReport::read(record(2, 2, sums).as_bytes()).unwrap_err().to_string();
        assert!(error.contains("LF and LH"), "{error}");
    }
}

#[test]
fn the_sums_of_a_whole_report_count_where_they_are_worse() {
    let cobertura = |root: &str, class: &str| {
        let line = "<line number=\"1\" hits=\"1\"/><line number=\"2\" hits=\"1\"/>";
        format!("<coverage {root}><class filename=\"a\" {class}>{line}</class></coverage>")
    };
    check(&cobertura("lines-valid=\"2\" lines-covered=\"2\"", ""), (2, 2));
    check(&cobertura("lines-valid=\"20\" lines-covered=\"2\"", ""), (20, 2));
    check(&cobertura("lines-valid=\"2\" lines-covered=\"1\"", ""), (2, 1));
    check(&cobertura("line-rate=\"0.5\"", ""), (2, 1));
    check(&cobertura("line-rate=\"1\"", "line-rate=\"0.1\""), (2, 0));
    // A share is written with two digits by some.
    check(&cobertura("line-rate=\"0.99\"", "line-rate=\"0.99\""), (2, 2));

    let python = |summary: &str, missing: &str, totals: &str| {
        format!(
            "{{\"meta\": {{\"version\": \"7\"}}, \"files\": {{\"a\": {{\"summary\": {summary}, \
             \"missing_lines\": {missing}}}}}, \"totals\": {totals}}}"
        )
    };
    let all = "{\"num_statements\": 10, \"covered_lines\": 10}";
    check(&python(all, "[]", all), (10, 10));
    check(&python(all, "[]", "{\"num_statements\": 100, \"covered_lines\": 10}"), (100, 10));
    check(&python(all, "[3, 4]", all), (10, 8));
    let says = "{\"num_statements\": 10, \"covered_lines\": 10, \"missing_lines\": 5}";
    check(&python(says, "[]", all), (10, 5));
}

#[test]
fn the_weakest_modules_are_kept_whatever_the_limit_of_this_machine() {
    let record = |number: u64| format!("SF:{number}\nLF:100\nLH:{}\nend_of_record\n", 20 + number);
    let report: String = (0..80).map(record).collect();
    let (.., weakest, modules) = finding(&report, &[]);
    assert_eq!((weakest.len(), modules), (50, 80));
    assert_eq!((&*weakest[0].0, weakest[0].2, weakest[49].2), ("0", 20, 69));
    let (.., weakest, modules) = finding("SF:a\nLF:100\nLH:100\nend_of_record\nSF:b\nend_of_record\n", &[]);
    assert_eq!((weakest, modules), (vec![("a".to_owned(), 100, 100)], 1));
}

proptest! {
    /// Neither what is named nor what is summed up is ever flattered.
    #[test]
    fn no_account_of_a_file_is_better_than_the_worst(
        lines in 1_u64..60, covered in 0_u64..60, found in 1_u64..80, hit in 0_u64..80,
    ) {
        let (covered, hit) = (covered.min(lines), hit.min(found));
        let (all, good, ..) = finding(&record(lines, covered, &format!("LF:{found}\nLH:{hit}")), &[]);
        prop_assert!(all >= lines && all >= found);
        prop_assert!(good * lines <= covered * all && good * found <= hit * all);
        prop_assert!(all - good >= lines - covered && all - good >= found - hit);
    }
}
