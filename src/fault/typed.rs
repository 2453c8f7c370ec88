//! A window as a person types it: the kind, how long, and what more there is to say.
//!
//! ```text
//!   partition 30s
//!   delay 2m delay=1s..8s share=0.2 routes=order,cancel
//!   answer 30s status=502 body=html effect=done label=bad-gateway
//! ```
//!
//! Such a window opens at once: its `from` is zero.

use std::fmt::Display;
use std::str::FromStr;

use super::{Body, Effect, Fault, RetryAfter, Window};
use crate::event::Route;
use crate::model::{Rate, Side, Span, Symbol, neutralise};

/// Longest line, in bytes: every key with its longest value.
const LINE_BYTES_MAX: usize = 400;

/// What can follow every kind.
pub const TYPED_ALWAYS: &str = "[share=0.2] [routes=order,cancel] [symbol=BTC] [label=TEXT]";

/// Every kind that may be typed over a running soak: a whole line of it, and what it does.
pub const TYPED: [(&str, &str); 22] = [
    ("partition 30s", "nothing gets through, the stream is silent"),
    ("delay 30s delay=1s..8s", "answers come late"),
    ("reply_lost 30s", "the venue does it and nothing is answered"),
    ("reply_cut 30s", "the venue does it and the answer ends in its middle"),
    ("request_lost 30s", "the venue never hears of it"),
    (
        "answer 30s status=500",
        "something else is answered; body=html|json|cut_json|empty|trade_failed effect=done",
    ),
    ("rate_limited 30s", "429; retry_after=5s, date:5s, body:5s or unreadable"),
    ("connection_refused 30s", "the connection is refused"),
    ("resolver_fails 30s", "the venue's name is not resolved"),
    ("duplicate 30s", "requests arrive twice"),
    ("close_swallowed 30s", "a close is taken and never worked on"),
    ("cancel_refused 30s", "a cancel is refused as of an order that is filled"),
    ("stream_silent 30s", "the stream lives and tells nothing"),
    ("stream_cut 30s", "the stream's connection ends again and again"),
    ("stream_delay 30s delay=1s..8s", "news of orders come late"),
    ("stream_duplicate 30s", "news come twice"),
    ("price_jump 30s by=-0.1", "the price jumps by a share and stays there"),
    ("price_slide 90s by=-0.1", "the price slides by a share over the window"),
    ("price_frozen 30s", "ticks come, at the price before"),
    ("price_gap 30s", "no ticks come"),
    ("book_thin 30s size=0.001", "each tick offers little"),
    ("outside_trade 30s side=buy quantity=0.001", "somebody else trades in the account, once"),
];

/// Why a line is no window. Policy: the act is refused; nothing has happened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct ParseWindowError {
    text: String,
}

impl FromStr for Window {
    type Err = ParseWindowError;

    fn from_str(line: &str) -> Result<Self, ParseWindowError> {
        if line.len() > LINE_BYTES_MAX {
            return Err(wrong(format!("the fault is longer than {LINE_BYTES_MAX} bytes")));
        }
        let mut words = line.split_whitespace();
        let kind = words.next().ok_or_else(|| wrong("no fault is named; such as partition 30s"))?;
        let example = example(kind);
        let length = words.next().filter(|word| !word.contains('='));
        let length = length.ok_or_else(|| wrong(format!("{kind} for how long? such as {example}")))?;
        let length: Span = length
            .parse()
            .map_err(|_| wrong(format!("{:?} is no length of time such as 30s", shown(length))))?;
        let mut figures = Figures::of(kind, words)?;
        let window = Self {
            from: Span::ZERO,
            length,
            fault: fault(kind, &mut figures)?,
            share: figures.value("share", "0.2")?.unwrap_or(Rate::ONE),
            routes: routes(&mut figures)?,
            symbol: figures.take("symbol").map(|text| Symbol::new(&text).map_err(wrong)).transpose()?,
            label: figures.take("label").map(|text| neutralise(&text, LINE_BYTES_MAX)).unwrap_or_default(),
        };
        figures.nothing_left(&example)?;
        Ok(window)
    }
}

/// A whole line of `kind`, for messages.
fn example(kind: &str) -> String {
    let known = TYPED.iter().find(|(line, _)| line.split(' ').next() == Some(kind));
    known.map_or_else(|| format!("{} 30s", shown(kind)), |(line, _)| (*line).to_owned())
}

fn fault(kind: &str, figures: &mut Figures) -> Result<Fault, ParseWindowError> {
    Ok(match kind {
        "resolver_fails" => Fault::ResolverFails,
        "connection_refused" => Fault::ConnectionRefused,
        "request_lost" => Fault::RequestLost,
        "reply_lost" => Fault::ReplyLost,
        "reply_cut" => Fault::ReplyCut,
        "answer" => Fault::Answer {
            status: figures.needed("status", "500")?,
            body: figures.word("body", "html")?.unwrap_or(Body::Json),
            effect: figures.word("effect", "done")?.unwrap_or(Effect::Missing),
        },
        "rate_limited" => Fault::RateLimited { retry_after: retry_after(figures)? },
        "delay" => {
            let (min, max) = range(figures)?;
            Fault::Delay { min, max }
        }
        "duplicate" => Fault::Duplicate,
        "partition" => Fault::Partition,
        "stream_silent" => Fault::StreamSilent,
        "stream_cut" => Fault::StreamCut,
        "stream_delay" => {
            let (min, max) = range(figures)?;
            Fault::StreamDelay { min, max }
        }
        "stream_duplicate" => Fault::StreamDuplicate,
        "price_jump" => Fault::PriceJump { by: figures.needed("by", "-0.1")? },
        "price_slide" => Fault::PriceSlide { by: figures.needed("by", "-0.1")? },
        "price_frozen" => Fault::PriceFrozen,
        "price_gap" => Fault::PriceGap,
        "book_thin" => Fault::BookThin { size: figures.needed("size", "0.001")? },
        "close_swallowed" => Fault::CloseSwallowed,
        "cancel_refused" => Fault::CancelRefused,
        "outside_trade" => Fault::OutsideTrade {
            side: figures.word::<Side>("side", "buy")?.ok_or_else(|| figures.lacks("side", "buy"))?,
            quantity: figures.needed("quantity", "0.001")?,
        },
        "clock_step" => Fault::ClockStep { by: signed(figures)? },
        "disk_slow" => Fault::DiskSlow { by: signed(figures)? },
        "disk_fails" => Fault::DiskFails,
        "disk_full" => Fault::DiskFull,
        "crash" => Fault::Crash,
        _ => return Err(wrong(Fault::unknown(kind))),
    })
}

/// `delay=1s..8s`, or `delay=8s` for always as late.
fn range(figures: &mut Figures) -> Result<(Span, Span), ParseWindowError> {
    let text: String = figures.needed("delay", "1s..8s")?;
    let (min, max) = text.split_once("..").unwrap_or((&text, &text));
    let span = |part: &str| part.parse::<Span>().map_err(|_| misread("delay", &text, "1s..8s"));
    Ok((span(min)?, span(max)?))
}

fn signed(figures: &mut Figures) -> Result<Span, ParseWindowError> {
    let text: String = figures.needed("by", "5m")?;
    let (rest, factor) = text.strip_prefix('-').map_or((text.as_str(), 1), |rest| (rest, -1));
    let span: Result<Span, _> = rest.parse();
    span.map(|span| span.times(factor)).map_err(|_| misread("by", &text, "5m"))
}

fn retry_after(figures: &mut Figures) -> Result<RetryAfter, ParseWindowError> {
    let Some(text) = figures.take("retry_after") else { return Ok(RetryAfter::Unsaid) };
    let span = |text: &str| text.parse::<Span>().ok();
    let read = match text.split_once(':') {
        None if text == "unreadable" => Some(RetryAfter::Unreadable),
        None => span(&text).map(RetryAfter::Seconds),
        Some(("date", rest)) => span(rest).map(RetryAfter::Date),
        Some(("body", rest)) => span(rest).map(RetryAfter::Body),
        Some(_) => None,
    };
    read.ok_or_else(|| misread("retry_after", &text, "5s"))
}

fn routes(figures: &mut Figures) -> Result<Vec<Route>, ParseWindowError> {
    let Some(text) = figures.take("routes") else { return Ok(Vec::new()) };
    let known = |word: &str| Route::ALL.into_iter().find(|route| route.as_str() == word);
    let read: Option<Vec<_>> = text.split(',').map(known).collect();
    read.ok_or_else(|| misread("routes", &text, &Route::ALL.map(Route::as_str).join(",")))
}

/// What stands behind kind and length.
struct Figures {
    kind: String,
    pairs: Vec<(String, String)>,
}

impl Figures {
    fn of<'a>(kind: &str, words: impl Iterator<Item = &'a str>) -> Result<Self, ParseWindowError> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for word in words {
            let pair = word.split_once('=').filter(|(key, value)| !key.is_empty() && !value.is_empty());
            let Some((key, value)) = pair else {
                return Err(wrong(format!("{:?} is not of the form key=value", shown(word))));
            };
            if pairs.iter().any(|(known, _)| known == key) {
                return Err(wrong(format!("{} stands twice", shown(key))));
            }
            pairs.push((key.to_owned(), value.to_owned()));
        }
        Ok(Self { kind: kind.to_owned(), pairs })
    }

    fn take(&mut self, key: &str) -> Option<String> {
        let place = self.pairs.iter().position(|(known, _)| known == key)?;
        Some(self.pairs.remove(place).1)
    }

    fn value<T: FromStr>(&mut self, key: &str, example: &str) -> Result<Option<T>, ParseWindowError> {
        let Some(text) = self.take(key) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| misread(key, &text, example))
    }

    fn needed<T: FromStr>(&mut self, key: &str, example: &str) -> Result<T, ParseWindowError> {
        self.value(key, example)?.ok_or_else(|| self.lacks(key, example))
    }

    /// A value that is one of a few words.
    fn word<T: serde::de::DeserializeOwned>(
        &mut self,
        key: &str,
        example: &str,
    ) -> Result<Option<T>, ParseWindowError> {
        let Some(text) = self.take(key) else { return Ok(None) };
        let read = T::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(&text));
        read.map(Some).map_err(|_| misread(key, &text, example))
    }

    fn lacks(&self, key: &str, example: &str) -> ParseWindowError {
        wrong(format!("{} needs {key}, such as {key}={example}", self.kind))
    }

    fn nothing_left(&self, example: &str) -> Result<(), ParseWindowError> {
        match self.pairs.first() {
            None => Ok(()),
            Some((key, _)) => {
                Err(wrong(format!("{} has no {}; write {example} {TYPED_ALWAYS}", self.kind, shown(key))))
            }
        }
    }
}

impl Fault {
    /// What the fault on `line` does, in a few words; empty for one that is not typed over a soak.
    #[must_use]
    pub fn told(line: &str) -> &'static str {
        let kind = line.split_whitespace().next();
        let known = TYPED.iter().find(|(line, _)| line.split(' ').next() == kind);
        known.map_or("", |(_, words)| words)
    }

    /// What to say of a `word` that is no fault by itself.
    #[must_use]
    pub fn unknown(word: &str) -> String {
        let word = shown(word);
        if TYPED.iter().any(|(line, _)| line.split(' ').next() == Some(&word)) {
            return format!("{word} needs its figures");
        }
        format!("there is no fault {word:?}; the nearest is {}", nearest(&word))
    }
}

/// The kind whose word is most like `kind`.
fn nearest(kind: &str) -> &'static str {
    let words = TYPED.iter().filter_map(|(line, _)| line.split(' ').next());
    let likeness = |word: &&str| strsim::jaro_winkler(kind, word);
    words.max_by(|a, b| likeness(a).total_cmp(&likeness(b))).unwrap_or("partition")
}

fn misread(key: &str, text: &str, example: &str) -> ParseWindowError {
    wrong(format!("{key}={}: write it like {key}={example}", shown(text)))
}

fn shown(text: &str) -> String {
    neutralise(text, 40)
}

fn wrong(text: impl Display) -> ParseWindowError {
    ParseWindowError { text: text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Place;

    #[test]
    fn lines_are_read() {
        #[track_caller]
        fn check(line: &str, expect: &str) {
            let window: Window = line.parse().unwrap();
            assert_eq!(serde_json::to_string(&window).unwrap(), expect);
        }
        check(
            "partition 30s",
            r#"{"from":"0us","for":"30s","fault":"partition","share":"1","routes":[],"symbol":null,"label":""}"#,
        );
        check(
            "  delay   2m share=0.2 delay=1s..8s routes=order,cancel label=late ",
            r#"{"from":"0us","for":"2m","fault":{"delay":{"min":"1s","max":"8s"}},"share":"0.2","routes":["order","cancel"],"symbol":null,"label":"late"}"#,
        );
        check(
            "answer 5s status=502 body=html effect=done symbol=BTC",
            r#"{"from":"0us","for":"5s","fault":{"answer":{"status":502,"body":"html","effect":"done"}},"share":"1","routes":[],"symbol":"BTC","label":""}"#,
        );
        for (text, expect) in [
            ("7s", r#"{"seconds":"7s"}"#),
            ("date:7s", r#"{"date":"7s"}"#),
            ("unreadable", r#""unreadable""#),
        ] {
            let window: Window = format!("rate_limited 1s retry_after={text}").parse().unwrap();
            let expect = format!(r#"{{"rate_limited":{{"retry_after":{expect}}}}}"#);
            assert_eq!(serde_json::to_string(&window.fault).unwrap(), expect);
        }
    }

    #[test]
    fn lines_that_say_nothing_are_refused_in_words() {
        #[track_caller]
        fn check(line: &str, expect: &str) {
            assert_eq!(line.parse::<Window>().unwrap_err().to_string(), expect);
        }
        check("", "no fault is named; such as partition 30s");
        check("partition", "partition for how long? such as partition 30s");
        check("partition share=1", "partition for how long? such as partition 30s");
        check("partition soon", "\"soon\" is no length of time such as 30s");
        check("partitoin 30s", "there is no fault \"partitoin\"; the nearest is partition");
        check("delay 30s", "delay needs delay, such as delay=1s..8s");
        check("delay 30s delay=1..8", "delay=1..8: write it like delay=1s..8s");
        check("price_jump 1s by=much", "by=much: write it like by=-0.1");
        check("outside_trade 1s quantity=1", "outside_trade needs side, such as side=buy");
        check("partition 1s share", "\"share\" is not of the form key=value");
        check("partition 1s share=1 share=1", "share stands twice");
        check(
            "partition 1s routes=ordr",
            "routes=ordr: write it like routes=order,cancel,order_query,orders,fills,positions,balance,health",
        );
        check(
            "partition 1s status=500",
            "partition has no status; write partition 30s [share=0.2] [routes=order,cancel] [symbol=BTC] [label=TEXT]",
        );
    }

    #[test]
    fn every_line_of_the_table_fits_a_soak_and_no_kind_is_left_out() {
        for (line, words) in TYPED {
            let window: Window = line.parse().unwrap();
            assert_eq!(window.fault.as_str(), line.split(' ').next().unwrap());
            assert_eq!(window.fits_a_soak(), Ok(()), "{line}");
            assert!(window.fault.place() != Place::Machine && !words.is_empty());
        }
    }

    proptest::proptest! {
        #[test]
        fn no_line_makes_it_panic(line in "\\PC{0,60}", rest in "[a-z_]{1,12} 3s( [a-z_]{1,8}=[ -~]{0,9}){0,3}") {
            let _ = line.parse::<Window>();
            let _ = rest.parse::<Window>();
        }
    }
}
