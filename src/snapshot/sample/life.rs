//! Lives of orders.

use super::usual;
use crate::model::{OrderSeq, Span, Time};
use crate::snapshot::{LifeStep, OrderLife};

fn facts(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Steps by microseconds since the first, word, text, microseconds taken (0 for none).
fn steps(began: Time, rows: &[(i64, &str, &str, i64)]) -> Vec<LifeStep> {
    let step = |(after, word, text, took): &(i64, &str, &str, i64)| LifeStep {
        at: began + Span::from_micros(*after),
        word: (*word).to_owned(),
        text: (*text).to_owned(),
        took: (*took > 0).then(|| Span::from_micros(*took)),
        bad: matches!(*word, "unknown" | "refused" | "timeout"),
    };
    rows.iter().map(step).collect()
}

/// A market order that was filled at once.
#[must_use]
pub(crate) fn order_life() -> OrderLife {
    OrderLife {
        order: OrderSeq(1_207),
        what: "entry sell 0.0810 ETH at market".into(),
        facts: facts(&[
            ("state", "filled"),
            ("filled", "0.0810 of 0.0810 @ 2,611.40"),
            ("fee", "0.11"),
            ("key", "0123456789-1207"),
            ("venue id", "ord_8f2c11"),
            ("why", "fast average crossed the slow one"),
        ]),
        steps: steps(
            usual::NOW - Span::from_secs(2),
            &[
                (0, "intent", "fast average crossed the slow one", 0),
                (310, "journaled", "input 2412890", 0),
                (420, "sent", "POST /trade/order, request 249799", 0),
                (4_520, "answer", "201 accepted as ord_8f2c11", 4_100),
                (4_530, "fill", "0.0810 @ 2,611.40, fee 0.11, taker", 0),
                (4_530, "filled", "", 0),
            ],
        ),
    }
}

/// A close that became UNKNOWN and was asked after for an hour.
#[must_use]
pub(crate) fn order_life_on_fire() -> OrderLife {
    let began = usual::NOW - Span::from_secs(4_000);
    let mut life = OrderLife {
        order: OrderSeq(1_208),
        what: "flatten buy 0.0810 ETH at market after 損切り of a very long reason that does not fit".into(),
        facts: facts(&[("state", "UNKNOWN"), ("filled", "0 of 0.0810"), ("key", "0123456789-1208")]),
        steps: steps(
            began,
            &[
                (0, "intent", "the breaker flattens", 0),
                (300, "journaled", "input 2412890", 0),
                (400, "sent", "POST /trade/order, request 249799", 0),
                (8_000_400, "timeout", "no answer within 8 s", 8_000_000),
                (8_000_400, "unknown", "asking by its key", 0),
            ],
        ),
    };
    for number in 0..40_i64 {
        let after = Span::from_secs(10 + number * 90);
        life.steps.push(LifeStep {
            at: began + after,
            word: "answer".into(),
            text: format!("503 Service Unavailable, try {number}: 取引所メンテナンス中 and a long text that does not fit in a row"),
            took: Some(Span::from_micros(1_200 + number * 1_000_000)),
            bad: true,
        });
    }
    life
}
