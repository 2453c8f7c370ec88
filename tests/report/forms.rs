//! Every form that a report is written in.

use serde_json::Value;

use crate::place::Place;

#[test]
fn a_report_is_written_in_every_form_and_the_same_each_time() {
    let place = Place::with_a_soak_to_come();
    let (page, markdown, json) = (place.report("r.html"), place.report("r.md"), place.report("r.json"));
    assert_eq!(
        (&page, &markdown, &json),
        (&place.report("s.html"), &place.report("s.md"), &place.report("s.json"))
    );
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert!(markdown.starts_with("# x: NO-GO\n"));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json["version"].as_u64(), json["picture"]["soak"]["name"].as_str()), (Some(1), Some("x")));
    let head = json["journal"]["head"].as_str().unwrap();
    assert!(page.contains(head) && markdown.contains(head));
    // Without a file it goes to standard output.
    let said = place.soak(&["report", "x"]);
    assert_eq!((said.code, said.out.trim_end()), (0, markdown.trim_end()));
}

#[test]
fn what_cannot_be_written_is_refused() {
    let place = Place::with_a_soak();
    let check = |arguments: &[&str], code: i32, words: &str| {
        let said = place.soak(arguments);
        assert_eq!(said.code, code, "{said:?}");
        assert!(said.err.contains(words), "{said:?}");
    };
    check(&["report", "y"], 2, "there is no soak y");
    check(&["report", "x", "-o", "report.pdf"], 2, "ends in none of .html, .md and .json");
    check(&["report", "x", "-o", "nowhere/report.md"], 1, "cannot write nowhere/report.md");
    check(&["report", "x", "--bundle"], 2, "--output");
}
