//! A judgement as a page for a terminal, and as Markdown.
//!
//! Invariant: every status has a word and a glyph, and the verdict is the last line and the last word.

use crate::gate::{ChecklistStatus, Item, Judged, Judgement, Verdict};
use crate::model::{Span, Time, neutralise};

/// Longest text of one item, in characters: several lines of a terminal.
const TEXT_CHARS_MAX: usize = 300;

/// The page for a terminal.
pub(super) fn text(soak: &str, judgement: &Judgement) -> Vec<String> {
    let mut lines = vec![format!("{soak}  as of {}", judgement.at)];
    for (item, judged) in shown(judgement) {
        let badge = format!("{} {}", glyph(judged.status), word(judged.status));
        let taken = judged.at.map_or_else(|| "–".to_owned(), |at| age(judgement.at, at));
        lines.push(format!("  {badge:<7}  {:<14}  {taken:>10}  {}", item.title(), clean(&judged.evidence)));
        if !judged.next.is_empty() {
            lines.push(format!("  {:<37}→ {}", "", clean(&judged.next)));
        }
    }
    lines.push(verdict(judgement));
    lines
}

/// The same as Markdown.
pub(super) fn markdown(soak: &str, judgement: &Judgement) -> Vec<String> {
    let mut lines = vec![
        format!("# Go or no-go: {soak}"),
        String::new(),
        format!("As of {}.", judgement.at),
        String::new(),
        "| status | item | evidence | taken | what turns it green |".to_owned(),
        "|---|---|---|---|---|".to_owned(),
    ];
    lines.extend(shown(judgement).map(|(item, judged)| {
        let (glyph, word) = (glyph(judged.status), word(judged.status));
        let taken = judged.at.map_or_else(|| "–".to_owned(), |at| at.to_string());
        let next = if judged.next.is_empty() { String::new() } else { format!("`{}`", cell(&judged.next)) };
        format!("| {glyph} {word} | {} | {} | {taken} | {next} |", item.title(), cell(&judged.evidence))
    }));
    lines.extend([String::new(), format!("**{}**", verdict(judgement))]);
    lines
}

fn shown(judgement: &Judgement) -> impl Iterator<Item = (Item, &Judged)> {
    judgement.items.iter().map(|item| (item.item, &item.judged))
}

/// `GO  15 of 15 items are proven`, or what is in the way; and what it was proven on, if that is made up.
fn verdict(judgement: &Judgement) -> String {
    let count = |status| judgement.items.iter().filter(|item| item.judged.status == status).count();
    let (go, all) = (count(ChecklistStatus::Go), judgement.items.len());
    let decision = match judgement.verdict {
        Verdict::Go => format!("GO  {go} of {all} items are proven"),
        Verdict::NoGo => {
            let (off, waiting) = (count(ChecklistStatus::NoGo), count(ChecklistStatus::Wait));
            format!("NO-GO  {go} of {all} items are proven, {off} disproven, {waiting} not proven yet")
        }
    };
    match judgement.caveat() {
        Some(caveat) => format!("{decision}, {caveat}"),
        None => decision,
    }
}

const fn glyph(status: ChecklistStatus) -> &'static str {
    match status {
        ChecklistStatus::Go => "✓",
        ChecklistStatus::Wait => "…",
        ChecklistStatus::NoGo => "✗",
    }
}

const fn word(status: ChecklistStatus) -> &'static str {
    match status {
        ChecklistStatus::Go => "GO",
        ChecklistStatus::Wait => "WAIT",
        ChecklistStatus::NoGo => "NO-GO",
    }
}

/// How old evidence taken `at` is. A soak in virtual time has a calendar of its own, in which evidence may
/// be of a later day: then that day.
fn age(now: Time, at: Time) -> String {
    let span = now.since(at);
    if span < Span::ZERO {
        return at.to_string().chars().take(10).collect();
    }
    match span.as_secs() {
        ..1 => "now".to_owned(),
        _ => span.to_string(),
    }
}

fn clean(text: &str) -> String {
    neutralise(text, TEXT_CHARS_MAX)
}

/// A text that cannot leave its cell of the table.
fn cell(text: &str) -> String {
    clean(text).replace('|', "\\|").replace('`', "'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::ItemJudged;
    use crate::model::{Stage, StagePrices, StageTime};

    const NOW: Time = Time::from_millis(1_767_225_600_000);

    fn judgement(changed: &[(Item, Judged)]) -> Judgement {
        let proven = |item: Item| Judged {
            status: ChecklistStatus::Go,
            evidence: format!("{} is fine", item.title()),
            next: String::new(),
            at: Some(NOW - Span::from_secs(7_200)),
        };
        let of = |item| changed.iter().find(|(other, _)| *other == item).map(|(_, judged)| judged.clone());
        let items: Vec<_> = Item::ALL
            .into_iter()
            .map(|item| ItemJudged { item, judged: of(item).unwrap_or_else(|| proven(item)) })
            .collect();
        let go = items.iter().all(|item| item.judged.status == ChecklistStatus::Go);
        Judgement { at: NOW, verdict: if go { Verdict::Go } else { Verdict::NoGo }, stage: None, items }
    }

    fn off(status: ChecklistStatus, at: Option<Time>) -> Judged {
        Judged { status, evidence: "a|b \u{1b}[31m".to_owned(), next: "soak regress DIR".to_owned(), at }
    }

    #[test]
    fn a_go_is_a_line_for_each_item_and_the_verdict() {
        let page = text("week", &judgement(&[]));
        assert_eq!(page.len(), 17);
        assert_eq!(page[0], "week  as of 2026-01-01T00:00:00.000Z");
        assert_eq!(page[3], "  ✓ GO     seven days          2h 00m  seven days is fine");
        assert_eq!(page[16], "GO  15 of 15 items are proven");
    }

    #[test]
    fn what_is_not_green_says_what_turns_it_green() {
        let later = Some(NOW + Span::from_secs(86_400));
        let page = text(
            "week",
            &judgement(&[
                (Item::Regression, off(ChecklistStatus::NoGo, later)),
                (Item::Paper, off(ChecklistStatus::Wait, None)),
            ]),
        );
        assert_eq!(page[6], "  ✗ NO-GO  regression      2026-01-02  a|b \u{fffd}[31m");
        assert_eq!(page[7], format!("{:39}→ soak regress DIR", ""));
        assert_eq!(page[16], "  … WAIT   paper                    –  a|b \u{fffd}[31m");
        assert_eq!(page[18], "NO-GO  13 of 15 items are proven, 1 disproven, 1 not proven yet");
    }

    #[test]
    fn a_stage_that_is_made_up_stands_beside_the_verdict() {
        #[track_caller]
        fn check(time: StageTime, prices: StagePrices, changed: &[(Item, Judged)], expect: &str) {
            let told = Judgement { stage: Some(Stage { time, prices }), ..judgement(changed) };
            assert_eq!(text("week", &told).last().unwrap(), expect);
            assert_eq!(markdown("week", &told).last().unwrap(), &format!("**{expect}**"));
        }
        let go = "GO  15 of 15 items are proven";
        check(StageTime::Real, StagePrices::Venue, &[], go);
        check(
            StageTime::Virtual,
            StagePrices::Synthetic,
            &[],
            &format!("{go}, on virtual time and synthetic prices: opens only an exchange on this machine"),
        );
        check(
            StageTime::Real,
            StagePrices::Recorded,
            &[(Item::Load, off(ChecklistStatus::NoGo, Some(NOW)))],
            "NO-GO  14 of 15 items are proven, 1 disproven, 0 not proven yet, on recorded prices",
        );
    }

    #[test]
    fn markdown_keeps_every_text_in_its_cell() {
        let page = markdown("week", &judgement(&[(Item::Load, off(ChecklistStatus::NoGo, Some(NOW)))]));
        assert_eq!(
            page[9],
            "| ✗ NO-GO | load ×2 | a\\|b \u{fffd}[31m | 2026-01-01T00:00:00.000Z | `soak regress DIR` |"
        );
        assert_eq!(
            page.last().unwrap(),
            "**NO-GO  14 of 15 items are proven, 1 disproven, 0 not proven yet**"
        );
    }
}
