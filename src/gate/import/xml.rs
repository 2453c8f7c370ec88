//! XML as a row of openings and closings, with the names and attributes that a report has.
//!
//! Invariant: a document type is passed over: no entity that it declares is known, so none grows.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::ReportError;
use super::text::malformed;

/// Deepest nesting read: suites in suites in suites.
const DEPTH_MAX: usize = 64;

/// A piece of a document.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    /// An element begins.
    Open(Element<'a>),
    /// An element ends; how many are still open.
    Close(usize),
}

/// An element's name and attributes.
#[derive(Debug)]
pub(super) struct Element<'a> {
    start: BytesStart<'a>,
    /// How many elements it lies in.
    pub(super) depth: usize,
    text: &'a str,
    offset: usize,
}

/// A document.
#[derive(Debug)]
pub(super) struct Document<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    depth: usize,
    roots: usize,
}

impl<'a> Document<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, text, depth: 0, roots: 0 }
    }

    /// The next piece; [`None`] at the end of a whole document.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'a>>, ReportError> {
        loop {
            let offset = position(self.reader.buffer_position());
            match self.reader.read_event() {
                Err(error) => {
                    let place = position(self.reader.error_position());
                    return Err(malformed(self.text, place, error.to_string()));
                }
                Ok(Event::Start(start)) => {
                    let depth = self.depth;
                    self.roots += usize::from(depth == 0);
                    if depth >= DEPTH_MAX || self.roots > 1 {
                        let cause =
                            if depth > 0 { "it is nested too deeply" } else { "a second root element" };
                        return Err(malformed(self.text, offset, cause.to_owned()));
                    }
                    self.depth += 1;
                    return Ok(Some(Piece::Open(Element { start, depth, text: self.text, offset })));
                }
                Ok(Event::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Piece::Close(self.depth)));
                }
                Ok(Event::Eof) if self.depth == 0 && self.roots == 1 => return Ok(None),
                Ok(Event::Eof) => {
                    let cause = "it ends too early; have the tool write it again".to_owned();
                    return Err(malformed(self.text, self.text.len(), cause));
                }
                Ok(_) => {}
            }
        }
    }

    /// The first element.
    pub(super) fn root(&mut self) -> Result<Element<'a>, ReportError> {
        match self.next()? {
            Some(Piece::Open(root)) => Ok(root),
            _ => Err(malformed(self.text, 0, "it has no element".to_owned())),
        }
    }
}

impl Element<'_> {
    /// Its name, without what a namespace puts before it.
    pub(super) fn name(&self) -> &str {
        let name = self.start.name().0;
        name.rsplit(':').next().unwrap_or(name)
    }

    /// The value of the attribute `name`.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<String>, ReportError> {
        for attribute in self.start.attributes() {
            let attribute = attribute.map_err(|error| self.malformed(error.to_string()))?;
            if attribute.key.0 == name {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                return value
                    .map(|value| Some(value.into_owned()))
                    .map_err(|e| self.malformed(e.to_string()));
            }
        }
        Ok(None)
    }

    /// The value of the attribute `name`, which has to be there.
    pub(super) fn needed(&self, name: &str) -> Result<String, ReportError> {
        let missing = || self.malformed(format!("<{}> has no {name}", self.name()));
        self.attribute(name)?.ok_or_else(missing)
    }

    /// The whole number in the attribute `name`.
    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, ReportError> {
        let Some(value) = self.attribute(name)?.filter(|value| !value.trim().is_empty()) else {
            return Ok(None);
        };
        let value = value.trim();
        match value.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) if value.starts_with('-') && value.parse::<i64>().is_ok() => Ok(Some(0)),
            Err(_) => {
                let value = crate::model::neutralise(value, 20);
                Err(self.malformed(format!("{name} of <{}> is no whole number: {value:?}", self.name())))
            }
        }
    }

    /// The error that `cause` is wrong with this element.
    pub(super) fn malformed(&self, cause: String) -> ReportError {
        malformed(self.text, self.offset, cause)
    }
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
