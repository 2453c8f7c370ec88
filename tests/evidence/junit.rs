//! Reports of tests, with the numbers that the tools give for them.

use soak::gate::Finding;
use soak::gate::import::TestReport;

#[track_caller]
fn check(report: &[u8], (run, failed, skipped): (u64, u64, u64), failures: &[&str]) {
    let report = TestReport::read(report).unwrap();
    assert_eq!(report.finding(), Finding::Tests { run, failed, skipped });
    assert_eq!(report.failures, failures);
}

#[test]
fn tests_are_counted_as_their_tools_count_them() {
    // pytest: 1 failed, 2 passed, 1 skipped, 1 error
    check(
        include_bytes!("samples/pytest.xml"),
        (4, 1 + 1, 1),
        &["tests.test_risk.test_size[1-2]", "tests.test_net.test_timeout"],
    );
    // nextest: 3 tests run: 2 passed (1 flaky), 1 failed
    check(include_bytes!("samples/nextest.xml"), (3, 1, 0), &["agent.risk::size"]);
    check(include_bytes!("samples/nested.xml"), (3, 1, 1), &["b"]);
    // GoogleTest: 2 tests ran, 1 disabled
    check(include_bytes!("samples/googletest.xml"), (2, 0, 1), &[]);
    // The runner died: two errors are claimed that no test stands for.
    check(include_bytes!("samples/crashed.xml"), (3, 2, 0), &[]);
    // A suite that was left out as a whole, named by its number alone, in a suite and in the whole.
    let left_out = b"<testsuites skipped=\"9\"><testsuite skipped=\"7\"><testsuite skipped=\"4\">\
        <testcase name=\"a\"/></testsuite></testsuite></testsuites>";
    check(left_out, (1, 0, 9), &[]);
}

#[test]
fn suites_within_suites_have_rows_of_their_own() {
    let report = TestReport::read(include_bytes!("samples/nested.xml")).unwrap();
    let rows: Vec<_> = report.suites.iter().map(|s| (&*s.name, s.tests, s.failed, s.skipped)).collect();
    assert_eq!(rows, [("deeper", 1, 0, 1), ("unit", 2, 1, 0), ("all", 1, 0, 0)]);
}

#[test]
fn what_is_no_report_of_tests_is_told() {
    #[track_caller]
    fn refused(report: &str, expect: &str) {
        let error = TestReport::read(report.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expect), "{error:?} does not say {expect:?}");
    }
    refused("", "no JUnit XML");
    refused("{}", "no JUnit XML");
    refused("<coverage/>", "soak evidence add coverage");
    refused("<html/>", "its root is <html>");
    refused("<testsuites/>", "there is no test in it");
    refused("<testsuite><testcase name=\"a\">", "it ends too early");
    refused("<testsuite><testcase><testcase/></testcase></testsuite>", "stands in a <testcase>");
    refused("<testsuite failures=\"x\"/>", "failures of <testsuite> is no whole number");
}
