//! The fifteen items of the go/no-go decision.
//!
//! ```text
//!   ✓ go    coverage       94.1 %                      2h
//!   … wait  seven days     2d 13h, volatile ✓         now
//!   ✗ NO    regression     sideways: 23 trades > 20    1h
//! ```
//!
//! Invariant: it says GO only when all fifteen items do.

mod whole;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::model::Stage;
use crate::snapshot::{CHECKLIST_ITEMS as ITEMS, ChecklistItem, ChecklistStatus, Snapshot};
use crate::tui::Ctx;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Align, Column, Grid, Line, age, frame, width};

const COLUMNS: [Column; 4] = [
    Column { title: "", width: 6, align: Align::Left, rank: 0 },
    Column { title: "", width: 14, align: Align::Left, rank: 0 },
    Column { title: "", width: 8, align: Align::Rest, rank: 1 },
    Column { title: "", width: 4, align: Align::Right, rank: 2 },
];

/// The columns, with the titles given no more room than the longest of them needs.
fn columns(data: &ChecklistData<'_>) -> [Column; 4] {
    let longest = data.items.iter().map(|item| width(&item.title)).max().unwrap_or(0);
    let mut columns = COLUMNS;
    let [_, title, ..] = &mut columns;
    title.width = (longest + 1).min(title.width);
    columns
}

/// What the panel shows.
#[derive(Clone, Copy, Debug)]
pub struct ChecklistData<'a> {
    /// The items in their order.
    pub items: &'a [ChecklistItem],
    /// The item that the keys are on.
    pub selected: Option<usize>,
    /// What the run is played on.
    pub stage: Option<Stage>,
}

impl<'a> ChecklistData<'a> {
    /// The slice of `picture` that the panel shows.
    #[must_use]
    pub fn of(picture: &'a Snapshot, selected: Option<usize>) -> Self {
        Self { items: &picture.checklist, selected, stage: picture.soak.stage }
    }

    fn count(&self, status: ChecklistStatus) -> usize {
        self.items.iter().filter(|item| item.status == status).count()
    }

    /// The decision in words, and its style: while nothing is disproven, waiting is no alarm. A GO on a stage
    /// that is made up is none to trade by, and does not look like one.
    fn decision(&self, theme: &Theme) -> (String, Style) {
        let go = self.count(ChecklistStatus::Go);
        if go == ITEMS && self.items.len() == ITEMS {
            return match self.stage.and_then(Stage::pretence_word) {
                Some(word) => (format!("GO  {ITEMS} of {ITEMS}, {word}"), theme.warn),
                None => (format!("GO  {ITEMS} of {ITEMS}"), theme.good),
            };
        }
        let style = if self.count(ChecklistStatus::NoGo) > 0 { theme.warn } else { theme.text };
        (format!("NO-GO  {go} of {ITEMS}"), style)
    }
}

const fn glyph(status: ChecklistStatus) -> &'static str {
    match status {
        ChecklistStatus::Go => "✓",
        ChecklistStatus::Wait => "…",
        ChecklistStatus::NoGo => "✗",
    }
}

const fn badge(status: ChecklistStatus) -> &'static str {
    match status {
        ChecklistStatus::Go => "✓ go",
        ChecklistStatus::Wait => "… wait",
        ChecklistStatus::NoGo => "✗ NO",
    }
}

const fn style(status: ChecklistStatus, theme: &Theme) -> Style {
    match status {
        ChecklistStatus::Go => theme.good,
        ChecklistStatus::Wait => theme.muted,
        ChecklistStatus::NoGo => theme.bad,
    }
}

/// Draws the panel.
pub fn render(area: Rect, buf: &mut Buffer, data: &ChecklistData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let (decision, decided) = data.decision(theme);
    if area.height < 3 {
        compact(area, buf, data, cx);
        return;
    }
    let inner = frame(area, buf, "Go / no-go", &[(&decision, decided)], cx);
    if data.items.is_empty() {
        Line::new(buf, inner, 0).put("nothing has been judged yet", theme.muted);
        return;
    }
    if cx.zoomed {
        whole::render(inner, buf, data, cx);
        return;
    }
    rows(inner, buf, data, cx);
}

/// A glyph for each item, and the decision.
fn compact(area: Rect, buf: &mut Buffer, data: &ChecklistData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let (decision, decided) = data.decision(theme);
    let mut line = Line::labelled(buf, area, "go/no-go", cx);
    for item in data.items {
        line.put(glyph(item.status), style(item.status, theme));
    }
    for _ in data.items.len()..ITEMS {
        line.put("·", theme.muted);
    }
    line.skip(2).put(&decision, decided);
    // The first that is disproven says why not.
    if let Some(item) = data.items.iter().find(|item| item.status == ChecklistStatus::NoGo) {
        line.skip(2).put(&format!("✗ {}: {}", item.title, item.evidence), theme.muted);
    }
}

fn rows(area: Rect, buf: &mut Buffer, data: &ChecklistData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let columns = columns(data);
    let grid = Grid::new(&columns, area);
    let room = usize::from(area.height);
    let mut shown: Vec<_> = data.items.iter().enumerate().collect();
    if shown.len() > room {
        // What is in the way of GO comes first when not all can be seen.
        shown.sort_by_key(|(_, item)| std::cmp::Reverse(item.status));
    }
    for (y, (index, item)) in (area.y..area.bottom()).zip(shown) {
        row(&grid, buf, y, item, cx);
        if data.selected == Some(index) && cx.focused {
            buf.set_style(Rect { y, height: 1, ..area }, theme.selected);
        }
    }
}

fn row(grid: &Grid<'_>, buf: &mut Buffer, y: u16, item: &ChecklistItem, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let since = item.at.map(|at| age(cx.now.since(at)));
    let evidence = if item.status == ChecklistStatus::Wait { theme.muted } else { theme.text };
    grid.cell(buf, y, 0, badge(item.status), style(item.status, theme));
    grid.cell(buf, y, 1, &item.title, theme.text);
    grid.cell(buf, y, 2, &item.evidence, evidence);
    grid.cell(buf, y, 3, since.as_deref().unwrap_or("–"), theme.muted);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{StagePrices, StageTime};
    use crate::snapshot::sample::usual;

    #[test]
    fn only_all_of_them_is_a_go() {
        #[track_caller]
        fn check(change: impl Fn(&mut Vec<ChecklistItem>), expect: &str) {
            check_on(None, change, expect);
        }
        #[track_caller]
        fn check_on(stage: Option<Stage>, change: impl Fn(&mut Vec<ChecklistItem>), expect: &str) {
            let mut items = usual().checklist;
            for item in &mut items {
                item.status = ChecklistStatus::Go;
            }
            change(&mut items);
            let data = ChecklistData { items: &items, selected: None, stage };
            assert_eq!(data.decision(&Theme::default()).0, expect);
        }
        check(|_| {}, "GO  15 of 15");
        check(|items| items[4].status = ChecklistStatus::Wait, "NO-GO  14 of 15");
        check(|items| drop(items.pop()), "NO-GO  14 of 15");
        check(|items| items.push(items[0].clone()), "NO-GO  16 of 15");
        check(Vec::clear, "NO-GO  0 of 15");
        let real = Stage { time: StageTime::Real, prices: StagePrices::Venue };
        check_on(Some(real), |_| {}, "GO  15 of 15");
        check_on(Some(Stage::default()), |_| {}, "GO  15 of 15, virtual");
        let recorded = Stage { prices: StagePrices::Recorded, ..real };
        check_on(Some(recorded), |_| {}, "GO  15 of 15, recorded");
        check_on(Some(recorded), Vec::clear, "NO-GO  0 of 15");
    }
}
