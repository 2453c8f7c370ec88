//! The key is in the environment and nowhere else. The second half needs a scan of the agent's tree,
//! so that the run alone never turns it green.

use crate::gate::Judged;

/// How the embedded exchange is named.
const EMBEDDED: &str = "embedded";

pub(in crate::gate) fn judge(venue: &str, key_env: Option<&str>) -> Judged {
    let evidence = match key_env {
        Some(name) => format!("from ${name}; tree not scanned yet"),
        None if venue == EMBEDDED => "no key needed by the embedded exchange; not scanned".to_owned(),
        None => "no key is given to the venue; not scanned".to_owned(),
    };
    Judged::wait(evidence, "soak gate")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::ChecklistStatus::Wait;

    #[track_caller]
    fn check(venue: &str, key_env: Option<&str>, expect: &str) {
        let judged = judge(venue, key_env);
        assert_eq!((judged.status, judged.evidence.as_str()), (Wait, expect));
    }

    #[test]
    fn without_a_scan_it_waits_and_says_what_is_known() {
        check("embedded", None, "no key needed by the embedded exchange; not scanned");
        check("example.com", Some("MY_KEY"), "from $MY_KEY; tree not scanned yet");
        check("127.0.0.1:8787", None, "no key is given to the venue; not scanned");
    }
}
