//! The report as one page that needs nothing else: no network, no scripts, drawings in it.
//!
//! Invariant: every text that was not written in this folder is escaped, and could do nothing if it were not:
//! the page's own policy allows nothing but its style.

mod escape;

use super::chart::{Shape, chart, description};
use super::sections::{
    Figure, Table, caveat, figures, lead, moment, proven, question, status, tables, verdict,
};
use super::{SoakReport, words};
use crate::gate::{ChecklistStatus, Verdict};
use crate::snapshot::Execution;

pub(super) use escape::escaped;

/// The page's style, light and dark, for screens, phones and paper.
const STYLE: &str = include_str!("html/style.css");

/// `report` as a page.
#[must_use]
pub fn report_html(report: &SoakReport) -> String {
    let name = escaped(&report.picture.soak.name);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{name}: {} — papersoak</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        verdict(report)
    );
    page += &head(report);
    page += &cards(&figures(report));
    page += &course(report);
    page += &checklist(report);
    let (empty, full): (Vec<_>, Vec<_>) = tables(report).into_iter().partition(|table| table.rows.is_empty());
    page.extend(full.iter().map(table));
    if !empty.is_empty() {
        let lines = empty.iter().map(|table| format!("<p class=\"empty\">{}</p>\n", table.empty));
        page.extend([format!(
            "<section>\n<h2>Nothing to tell of</h2>\n{}</section>\n",
            lines.collect::<String>()
        )]);
    }
    if let Some(configuration) = &report.configuration {
        page.extend([format!(
            "<section>\n<h2>Configuration</h2>\n<pre tabindex=\"0\" aria-label=\"Configuration\">{}</pre>\n</section>\n",
            configuration.lines().map(escaped).collect::<Vec<_>>().join("\n")
        )]);
    }
    page.extend([format!(
        "<footer>Made by {} from the journal’s inputs, replayed. Times are UTC. \
         <code>soak verify {name}</code> checks the journal it was made from.</footer>\n</main>\n</body>\n</html>\n",
        escaped(&report.made_by)
    )]);
    page
}

fn head(report: &SoakReport) -> String {
    let soak = &report.picture.soak;
    let (green, all) = proven(report);
    let (class, sign) = match report.judgement.verdict {
        Verdict::Go => ("go", "✓"),
        Verdict::NoGo => ("no", "✗"),
    };
    let mut lead = escaped(&lead(report));
    let moments = std::collections::BTreeSet::from([report.extent.0, report.extent.1].map(moment));
    for moment in moments {
        lead = lead.replace(&moment, &format!("<time>{moment}</time>"));
    }
    let money = match soak.execution {
        Execution::Live => "live",
        Execution::Paper | Execution::Unproven => "paper",
    };
    let beside = caveat(report).map(|caveat| format!("<span class=\"beside\">{}</span>", escaped(&caveat)));
    let beside = beside.unwrap_or_default();
    format!(
        "<header>\n<div class=\"title\">\n<p class=\"eyebrow\">papersoak report <span class=\"tag {money}\">{}</span></p>\n\
         <h1>{}</h1>\n<p class=\"lead\">{}</p>\n</div>\n\
         <div class=\"stamp {class}\"><span class=\"word\"><span aria-hidden=\"true\">{sign}</span> {}</span>\
         <span class=\"count\">{green} of {all} proven</span>{beside}</div>\n</header>\n",
        words::execution(soak.execution),
        escaped(&soak.name),
        lead,
        verdict(report)
    )
}

fn cards(figures: &[Figure]) -> String {
    let card = |one: &Figure| {
        format!(
            "<div><dt>{}</dt><dd>{}<small>{}</small></dd></div>\n",
            one.name,
            escaped(&one.value),
            escaped(&one.beside)
        )
    };
    format!(
        "<section aria-label=\"Figures\">\n<dl class=\"cards\">\n{}</dl>\n</section>\n",
        figures.iter().map(card).collect::<String>()
    )
}

fn course(report: &SoakReport) -> String {
    format!(
        "<section>\n<h2>The course</h2>\n<figure>\n{}{}<figcaption>{}</figcaption>\n</figure>\n</section>\n",
        chart(report, Shape::Wide),
        chart(report, Shape::Narrow),
        escaped(&description(report))
    )
}

fn checklist(report: &SoakReport) -> String {
    let item = |one: &crate::gate::ItemJudged| {
        let (sign, word) = status(one.judged.status);
        let class = match one.judged.status {
            ChecklistStatus::Go => "go",
            ChecklistStatus::Wait => "wait",
            ChecklistStatus::NoGo => "no",
        };
        let next = if one.judged.next.is_empty() {
            String::new()
        } else {
            format!("<p class=\"next\"><b>Next:</b> <code>{}</code></p>", escaped(&one.judged.next))
        };
        let at = one.judged.at.map_or(String::new(), |at| format!("<time>{}</time>", moment(at)));
        format!(
            "<li class=\"{class}\"><span class=\"badge\"><span aria-hidden=\"true\">{sign}</span> {word}</span>\
             <div><h3>{}</h3><p>{}</p>{next}</div>{at}</li>\n",
            question(one.item),
            escaped(&one.judged.evidence)
        )
    };
    format!(
        "<section>\n<h2>Checklist</h2>\n<ol class=\"checklist\">\n{}</ol>\n</section>\n",
        report.judgement.items.iter().map(item).collect::<String>()
    )
}

fn table(table: &Table) -> String {
    let Table { title, empty: _, heads, rows, more } = table;
    let head = |head: &&str| format!("<th scope=\"col\" role=\"columnheader\">{head}</th>");
    let row = |row: &Vec<String>| {
        let cell = |(head, cell): (&&str, &String)| {
            format!("<td role=\"cell\" data-label=\"{head}\"><span>{}</span></td>", escaped(cell))
        };
        format!("<tr role=\"row\">{}</tr>\n", heads.iter().zip(row).map(cell).collect::<String>())
    };
    let more = match more {
        0 => String::new(),
        more => format!("<p class=\"empty\">And {more} more; the report as JSON has all of them.</p>\n"),
    };
    format!(
        "<section>\n<h2>{title}</h2>\n<table role=\"table\">\n<thead role=\"rowgroup\"><tr role=\"row\">{}</tr></thead>\n\
         <tbody role=\"rowgroup\">\n{}</tbody>\n</table>\n{more}</section>\n",
        heads.iter().map(head).collect::<String>(),
        rows.iter().map(row).collect::<String>()
    )
}
