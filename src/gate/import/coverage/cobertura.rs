//! Cobertura's XML (<https://raw.githubusercontent.com/cobertura/web/master/htdocs/xml/coverage-04.dtd>), as
//! `coverage xml`, `gcovr --cobertura`, `cargo llvm-cov --cobertura`, coverlet and `gocover-cobertura` write it.
//!
//! A class names its file; its lines are those of its methods once more. Several classes share a file. The
//! shares that the whole and each class give of themselves (`line-rate`) count where they are worse.

use std::collections::BTreeMap;

use super::account::Account;
use super::lines::{Lines, counted};
use super::{Claim, CoverageReport};
use crate::gate::import::ReportError;
use crate::gate::import::text::long_path;
use crate::gate::import::xml::{Document, Element, Piece};
use crate::model::Decimal;

/// How far a share may lie below what is counted: tools write two digits of it, and cut the rest.
const ROUNDED_MAX: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// A class that is open.
struct Class {
    depth: usize,
    file: String,
    /// Each of its lines, and whether it ran.
    lines: BTreeMap<u64, bool>,
    rate: Option<Decimal>,
}

/// Reads a report whose `root` was read already.
pub(super) fn read(mut document: Document<'_>, root: &Element<'_>) -> Result<CoverageReport, ReportError> {
    let (claim, rate) = (claim(root)?, rate(root)?);
    let mut lines = Lines::default();
    let mut open: Option<Class> = None;
    while let Some(piece) = document.next()? {
        match piece {
            Piece::Open(element) if element.name() == "class" => {
                let file = element.needed("filename")?;
                if file.trim().is_empty() {
                    return Err(element.malformed("<class> has an empty filename".to_owned()));
                }
                if open.is_some() {
                    return Err(element.malformed("<class> stands in a <class>".to_owned()));
                }
                lines.file(&file).ok_or_else(|| element.malformed(long_path()))?;
                let (depth, rate) = (element.depth, self::rate(&element)?);
                open = Some(Class { depth, file, lines: BTreeMap::new(), rate });
            }
            Piece::Open(element) if element.name() == "line" => {
                let Some(class) = &mut open else {
                    return Err(element.malformed("<line> stands outside of any <class>".to_owned()));
                };
                line(&element, class, &mut lines)?;
            }
            Piece::Close(depth) if open.as_ref().is_some_and(|class| depth <= class.depth) => {
                if let Some(class) = open.take() {
                    close(&class, &mut lines);
                }
            }
            Piece::Open(_) | Piece::Close(_) => {}
        }
    }
    let mut report = CoverageReport { format: "Cobertura".to_owned(), files: lines.rows(), claim };
    let counted = Account { lines: report.lines(), covered: report.covered() };
    if let Some(Account { lines, covered }) = rate.and_then(|rate| less(counted, rate)) {
        report.claim.get_or_insert(Claim { lines, covered });
    }
    Ok(report)
}

/// What the report says of the whole in numbers of lines.
fn claim(root: &Element<'_>) -> Result<Option<Claim>, ReportError> {
    let (lines, covered) = (root.number("lines-valid")?, root.number("lines-covered")?);
    Ok(lines.zip(covered).map(|(lines, covered)| Claim { lines, covered }))
}

/// The share that an element gives of itself; what is no number gives none.
fn rate(element: &Element<'_>) -> Result<Option<Decimal>, ReportError> {
    let rate = element.attribute("line-rate")?.and_then(|rate| rate.trim().parse::<Decimal>().ok());
    Ok(rate.map(|rate| rate.clamp(Decimal::ZERO, Decimal::ONE)))
}

fn line(element: &Element<'_>, class: &mut Class, lines: &mut Lines) -> Result<(), ReportError> {
    let needed = |attribute: &str| {
        let missing = || element.malformed(format!("<line> has no {attribute}"));
        element.number(attribute)?.ok_or_else(missing)
    };
    let (number, hits) = (needed("number")?, needed("hits")?);
    *class.lines.entry(number).or_default() |= hits > 0;
    let file = lines.file(&class.file).ok_or_else(|| element.malformed(long_path()))?;
    file.line(number, hits > 0);
    if let Some((taken, count)) = element.attribute("condition-coverage")?.as_deref().and_then(condition) {
        file.branches(number, count, taken);
    }
    Ok(())
}

/// Takes the share that a class gives of itself where its lines look better.
fn close(class: &Class, lines: &mut Lines) {
    let worse = class.rate.and_then(|rate| less(counted(&class.lines), rate));
    if let Some((file, worse)) = lines.file(&class.file).zip(worse) {
        file.summed(worse);
    }
}

/// What `rate` makes of the lines of `counted`, where that is less than was counted by more than is rounded away.
fn less(counted: Account, rate: Decimal) -> Option<Account> {
    let lines = Decimal::from(counted.lines);
    let wanted = lines.checked_mul(rate.checked_add(ROUNDED_MAX)?)?;
    let covered = u64::try_from(lines.checked_mul(rate)?.floor()).ok()?;
    (wanted < Decimal::from(counted.covered)).then_some(Account { lines: counted.lines, covered })
}

/// The numbers in `50% (1/2)`.
fn condition(text: &str) -> Option<(u64, u64)> {
    let inside = text.split_once('(')?.1.split_once(')')?.0;
    let (taken, count) = inside.split_once('/')?;
    Some((taken.trim().parse().ok()?, count.trim().parse().ok()?))
}
