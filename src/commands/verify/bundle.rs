//! A bundle: sound or not, and the verdict that follows from its facts.

use std::io::Read;
use std::path::Path;

use serde_json::json;

use super::VerifyArgs;
use crate::bundle::{BYTES_MAX, Checked, Problem, Unreadable, check};
use crate::commands::failure::{Exit, Failure};
use crate::commands::output;
use crate::commands::retraced::retrace;
use crate::config::Settings;
use crate::engine::State;
use crate::gate::{ChecklistStatus, Facts, Judgement, RunFacts, Verdict};
use crate::model::neutralise;

/// Longest line, in characters: what is longer is cut with a mark.
const LINE_CHARS_MAX: usize = 300;

/// Reads the bundle in `path` and checks it, its configuration included.
///
/// # Errors
///
/// There is no such file, or it is larger than any bundle.
pub(in crate::commands) fn read(path: &Path) -> Result<Result<Checked, Unreadable>, Failure> {
    let unreadable = |what: String| Failure::usage(format!("{} cannot be checked: {what}", path.display()));
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(BYTES_MAX + 1).read_to_end(&mut bytes));
    read.map_err(|error| unreadable(error.to_string()))?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(unreadable(format!("it has more than {BYTES_MAX} bytes")));
    }
    Ok(check(&bytes).map(|mut checked| {
        configuration(&mut checked);
        checked
    }))
}

/// Checks the bundle in `path` and says what was found.
///
/// # Errors
///
/// It is no bundle, or standard output cannot be written.
pub(super) fn verify(path: &Path, args: &VerifyArgs) -> Result<Exit, Failure> {
    let mut checked = read(path)?
        .map_err(|error| Failure::usage(format!("{} cannot be checked: {error}", path.display())))?;
    if let Some(expect) = &args.expect
        && !expect.eq_ignore_ascii_case(&checked.sha256)
    {
        problem(&mut checked, "the file", "it is not the bundle whose SHA-256 was given");
    }
    if let Some(folder) = &args.journal {
        against(&mut checked, folder)?;
    }
    let verdict = checked.judgement.as_ref().map(|judgement| judgement.verdict);
    if args.json {
        output::json(&told(&checked))?;
    } else {
        let lines = lines(&checked, args.journal.is_some());
        let lines: Vec<_> = lines.iter().map(|line| neutralise(line, LINE_CHARS_MAX)).collect();
        output::line(&lines.join("\n"))?;
    }
    Ok(if checked.is_sound() && verdict == Some(Verdict::Go) { Exit::Fine } else { Exit::No })
}

fn problem(checked: &mut Checked, member: &str, what: impl Into<String>) {
    checked.problems.push(Problem { member: member.to_owned(), what: what.into() });
}

/// Holds the configuration against the fingerprint that the run was planned with.
fn configuration(checked: &mut Checked) {
    const MEMBER: &str = "configuration.toml";
    let plan = checked.facts.as_ref().and_then(|facts| facts.plan.as_ref());
    let Some((text, plan)) = checked.configuration.as_ref().zip(plan) else { return };
    let what = match Settings::parse(Path::new(MEMBER), text) {
        Err(_) => "it does not read as a configuration",
        Ok(loaded) if loaded.settings.fingerprint() != plan.fingerprints.configuration => {
            "it is not the configuration that the run was planned with"
        }
        Ok(loaded) if (&loaded.settings.gate, &loaded.settings.ramp) != (&plan.gate, &plan.ramp) => {
            "its limits are not those that were judged by"
        }
        Ok(loaded) if loaded.settings.print() != *text => "it is not written as it is printed",
        Ok(_) => return,
    };
    problem(checked, MEMBER, what);
}

/// Holds the bundle against the journal in `folder`, which may have gone on since.
fn against(checked: &mut Checked, folder: &Path) -> Result<(), Failure> {
    let Some(mark) = checked.journal.clone() else { return Ok(()) };
    let until = mark.inputs.1;
    let retraced = retrace(folder, Some(until)).map_err(|error| Failure::usage(error.to_string()))?;
    let examined = &retraced.examined;
    let mut wrong: Vec<String> = examined.damages.iter().map(ToString::to_string).collect();
    if examined.about.soak.as_str() != mark.soak_id {
        wrong.push(format!("it is of another soak, {}", examined.about.name));
    } else if examined.last < until {
        wrong.push(format!("it ends with input {}, the bundle goes to {until}", examined.last));
    } else if !examined.links.starts_with(&mark.links) || retraced.head.as_ref() != Some(&mark.head) {
        wrong.push("its chain is not the bundle's: the inputs are others".to_owned());
    } else if let Some(what) = checked.facts.as_ref().and_then(|facts| made_up(facts, &retraced.state)) {
        problem(checked, "facts.json", what);
    }
    for what in wrong {
        problem(checked, "the journal", what);
    }
    Ok(())
}

/// What of `facts` does not follow from the journal, after whose last input the engine is `state`.
fn made_up(facts: &Facts, state: &State) -> Option<&'static str> {
    if facts.run != RunFacts::of(state) {
        Some("what the run shows does not follow from the journal")
    } else if facts.plan.as_ref() != state.plan() {
        Some("what the run was to prove, and by which limits, is not what the journal says")
    } else if facts.at < state.at() {
        Some("it was judged before the journal's last input")
    } else {
        None
    }
}

fn told(checked: &Checked) -> serde_json::Value {
    let problems: Vec<_> =
        checked.problems.iter().map(|one| json!({"member": one.member, "what": one.what})).collect();
    json!({
        "sound": checked.is_sound(),
        "sha256": checked.sha256,
        "manifest_sha256": checked.manifest_sha256,
        "soak": checked.manifest.as_ref().map(|manifest| &manifest.name),
        "fingerprints": checked.manifest.as_ref().map(|manifest| &manifest.fingerprints),
        "judgement": checked.judgement,
        "problems": problems,
    })
}

fn lines(checked: &Checked, against_journal: bool) -> Vec<String> {
    let name = checked.manifest.as_ref().map_or("a bundle", |manifest| &manifest.name);
    let sound = if checked.is_sound() { "SOUND" } else { "NOT SOUND" };
    let verdict = match checked.judgement.as_ref().map(|judgement| judgement.verdict) {
        // A verdict that follows from forged facts is worth nothing, and is not said.
        _ if !checked.is_sound() => "no verdict",
        Some(Verdict::Go) => "GO",
        Some(Verdict::NoGo) => "NO-GO",
        None => "no verdict",
    };
    let mut lines = vec![format!("{name}  {sound}  {verdict}")];
    let mut fact = |name: &str, text: String| lines.push(format!("  {name:<10}{text}"));
    for problem in &checked.problems {
        fact("PROBLEM", problem.to_string());
    }
    if let Some(caveat) = checked.judgement.as_ref().and_then(Judgement::caveat) {
        fact("stage", caveat);
    }
    if let Some(manifest) = &checked.manifest {
        fact("judged", format!("{}, by {}", manifest.judged_at, manifest.made_by));
        if let Some(prints) = &manifest.fingerprints {
            fact("agent", prints.agent.clone());
            fact("config", prints.configuration.clone());
            fact("binary", prints.binary.clone());
        }
    }
    if let Some(mark) = &checked.journal {
        fact("journal", format!("{} inputs, sha256 {}", mark.inputs.1, mark.head));
        if !against_journal {
            fact("", "the run itself was not replayed; --journal DIR does that".to_owned());
        }
    }
    fact("sha256", checked.sha256.clone());
    if let Some(judgement) = checked.judgement.as_ref().filter(|_| checked.is_sound()) {
        for item in judgement.items.iter().filter(|item| item.judged.status != ChecklistStatus::Go) {
            let word = if item.judged.status == ChecklistStatus::Wait { "WAIT" } else { "NO-GO" };
            fact(
                word,
                format!("{}: {}; next: {}", item.item.title(), item.judged.evidence, item.judged.next),
            );
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Plan, Span};
    use crate::snapshot::{Vitals, facts};

    #[test]
    fn facts_that_do_not_follow_from_the_journal_are_made_up() {
        #[track_caller]
        fn check(change: impl FnOnce(&mut Facts), expect: Option<&str>) {
            let state = State::new();
            let mut facts = facts(&state, &Vitals::default());
            change(&mut facts);
            assert_eq!(made_up(&facts, &state), expect);
        }
        let micro = Span::from_micros(1);
        check(|_| {}, None);
        check(|facts| facts.at = facts.at + micro, None);
        check(|facts| facts.at = facts.at - micro, Some("it was judged before the journal's last input"));
        let plan = "what the run was to prove, and by which limits, is not what the journal says";
        check(|facts| facts.plan = Some(Plan::default()), Some(plan));
    }
}
