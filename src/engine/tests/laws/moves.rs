//! What may happen to an engine, and how often.

use proptest::prelude::*;

use crate::event::{Failure, OperatorCommand};
use crate::model::{BreakerLevel, Side};

/// One thing that happens.
#[derive(Clone, Debug)]
pub(super) enum Move {
    /// So many milliseconds pass.
    Wait(i64),
    /// The market trades at this price.
    Price(i64),
    /// The agent wants this many tenths, and formed the wish so many milliseconds ago.
    Entry(Side, i64, i64),
    /// The agent wants to close.
    Exit,
    /// The request with this number (modulo) ends this way.
    End(usize, End),
    /// For so many seconds every request fails.
    Outage(i64, Failure),
    /// For so many seconds the stream comes back each second, and every question is answered.
    Flapping(i64),
    /// The venue fills this share (in tenths) of the order it took last, and the stream says so or not.
    Fill(i64, bool),
    /// A request that was given up long ago reaches the venue.
    Arrive(usize),
    /// The stream tells something again that was so a while ago.
    Retell(usize),
    /// Somebody else trades in the account.
    Stranger(Side),
    /// A person does something, with a reason or without.
    Operator(OperatorCommand, bool),
    /// The disk fails, or takes writes again.
    Disk(bool),
    /// The feed is lost, or back.
    Feed(bool),
    /// The process is killed and is down for so many seconds; its latch may be lost too.
    Restart(i64, bool),
    /// The answer to a request of an earlier life comes.
    Ghost(usize),
}

/// How a request ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// The venue takes it and answers.
    Answered,
    /// The venue takes it and the answer is lost.
    TakenAndLost(Failure),
    /// The venue never sees it.
    Lost(Failure),
    /// It is given up, and reaches the venue later.
    Late(Failure),
    /// 429, with this many seconds to wait.
    Limited(Option<i64>),
    /// The venue says no and means it.
    Refused,
    /// The venue takes it and says no.
    Lied(u16, &'static str),
    /// The venue says no to a cancel or a question.
    Busy,
}

fn failure() -> impl Strategy<Value = Failure> {
    prop_oneof![
        Just(Failure::TimedOut),
        Just(Failure::Disconnected),
        Just(Failure::ServerError),
        Just(Failure::Malformed)
    ]
}

fn end() -> impl Strategy<Value = End> {
    let secs = prop_oneof![8 => 0_i64..20, 1 => Just(-5_i64), 1 => Just(86_400_i64)];
    let lie = prop_oneof![
        Just((400_u16, "trade_failed")),
        Just((409_u16, "conflict")),
        Just((403_u16, "")),
        Just((400_u16, "duplicate_request"))
    ];
    prop_oneof![
        20 => Just(End::Answered),
        2 => failure().prop_map(End::TakenAndLost),
        2 => failure().prop_map(End::Lost),
        2 => failure().prop_map(End::Late),
        1 => Just(End::Lost(Failure::NotSent)),
        1 => prop::option::of(secs).prop_map(End::Limited),
        1 => Just(End::Refused),
        1 => lie.prop_map(|(status, code)| End::Lied(status, code)),
        1 => Just(End::Busy),
    ]
}

/// One thing that may happen next.
pub(super) fn step() -> impl Strategy<Value = Move> {
    let side = || prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    let operator = prop_oneof![
        2 => Just(OperatorCommand::Raise(BreakerLevel::Paused)),
        1 => Just(OperatorCommand::Raise(BreakerLevel::Tripped)),
        1 => Just(OperatorCommand::Raise(BreakerLevel::Flattening)),
        6 => Just(OperatorCommand::Reset),
        3 => Just(OperatorCommand::Resume),
    ];
    let price = prop_oneof![10 => 99_i64..=101, 2 => 93_i64..=107, 1 => 55_i64..=145];
    let tenths = prop_oneof![4 => Just(5_i64), 1 => Just(19_i64), 1 => Just(400_i64)];
    let ago = prop_oneof![3 => Just(0_i64), 1 => 0_i64..20_000];
    let down = prop_oneof![6 => 0_i64..30, 1 => 0_i64..300_000];
    prop_oneof![
        12 => (1_i64..8_000).prop_map(Move::Wait),
        1 => (8_000_i64..70_000).prop_map(Move::Wait),
        6 => price.prop_map(Move::Price),
        6 => (side(), tenths, ago).prop_map(|(side, tenths, ago)| Move::Entry(side, tenths, ago)),
        3 => Just(Move::Exit),
        50 => (0_usize..8, end()).prop_map(|(which, end)| Move::End(which, end)),
        6 => ((1_i64..=10), any::<bool>()).prop_map(|(tenths, told)| Move::Fill(tenths, told)),
        1 => (2_i64..20, failure()).prop_map(|(secs, failure)| Move::Outage(secs, failure)),
        1 => (2_i64..20).prop_map(Move::Flapping),
        2 => (0_usize..8).prop_map(Move::Arrive),
        2 => (0_usize..16).prop_map(Move::Retell),
        1 => side().prop_map(Move::Stranger),
        3 => (operator, prop::bool::weighted(0.8)).prop_map(|(what, why)| Move::Operator(what, why)),
        1 => any::<bool>().prop_map(Move::Disk),
        1 => prop::bool::weighted(0.3).prop_map(Move::Feed),
        1 => (down, prop::bool::weighted(0.2)).prop_map(|(secs, lost)| Move::Restart(secs, lost)),
        1 => (0_usize..8).prop_map(Move::Ghost),
    ]
}
