//! Cobertura's XML (<https://raw.githubusercontent.com/cobertura/web/master/htdocs/xml/coverage-04.dtd>), as
//! `coverage xml`, `gcovr --cobertura`, `cargo llvm-cov --cobertura`, coverlet and `gocover-cobertura` write it.
//!
//! A class names its file; its lines are those of its methods once more. Several classes share a file.

use super::lines::Lines;
use super::{Claim, CoverageReport};
use crate::gate::import::ReportError;
use crate::gate::import::xml::{Document, Element, Piece};

/// Reads a report whose `root` was read already.
pub(super) fn read(mut document: Document<'_>, root: &Element<'_>) -> Result<CoverageReport, ReportError> {
    let claim = match (root.number("lines-valid")?, root.number("lines-covered")?) {
        (Some(lines), Some(covered)) => Some(Claim { lines, covered }),
        _ => None,
    };
    let mut lines = Lines::default();
    // The class that is open: its depth and its file.
    let mut class: Option<(usize, String)> = None;
    while let Some(piece) = document.next()? {
        match piece {
            Piece::Open(element) if element.name() == "class" => {
                let name = element.needed("filename")?;
                if name.trim().is_empty() {
                    return Err(element.malformed("<class> has an empty filename".to_owned()));
                }
                lines.file(&name);
                class = Some((element.depth, name));
            }
            Piece::Open(element) if element.name() == "line" => {
                let Some((_, name)) = &class else {
                    return Err(element.malformed("<line> stands outside of any <class>".to_owned()));
                };
                line(&element, name, &mut lines)?;
            }
            Piece::Close(depth) if class.as_ref().is_some_and(|(open, _)| depth <= *open) => class = None,
            Piece::Open(_) | Piece::Close(_) => {}
        }
    }
    Ok(CoverageReport { format: "Cobertura".to_owned(), files: lines.rows(), claim })
}

fn line(element: &Element<'_>, name: &str, lines: &mut Lines) -> Result<(), ReportError> {
    let needed = |attribute: &str| {
        let missing = || element.malformed(format!("<line> has no {attribute}"));
        element.number(attribute)?.ok_or_else(missing)
    };
    let (number, hits) = (needed("number")?, needed("hits")?);
    let file = lines.file(name);
    file.line(number, hits > 0);
    if let Some((taken, count)) = element.attribute("condition-coverage")?.as_deref().and_then(condition) {
        file.branches(number, count, taken);
    }
    Ok(())
}

/// The numbers in `50% (1/2)`.
fn condition(text: &str) -> Option<(u64, u64)> {
    let inside = text.split_once('(')?.1.split_once(')')?.0;
    let (taken, count) = inside.split_once('/')?;
    Some((taken.trim().parse().ok()?, count.trim().parse().ok()?))
}
