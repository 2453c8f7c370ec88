//! What goes wrong: which windows are open, and what each does to a request.

use std::collections::BTreeSet;

use crate::event::Call;
use crate::fault::{Body, Effect, Fault, Place, RetryAfter, Schedule, Window};
use crate::model::{ClientOrderId, Span, Time};
use crate::sim::network::Network;

/// What goes wrong in one world.
#[derive(Debug)]
pub(super) struct Trouble {
    schedule: Schedule,
    /// How far each window has come, in the order of the schedule.
    stages: Vec<Stage>,
    /// The windows that are open, in the order in which they were written.
    pub(super) open: Vec<Window>,
    next_edge: Option<Time>,
    /// How far the machine's and the venue's wall clock is ahead.
    pub(super) wall_step: Span,
    /// Whether an open window may strike requests.
    pub(super) on_requests: bool,
    /// Whether an open window may strike the stream.
    pub(super) on_stream: bool,
    /// Whether an open window asks which market something is about.
    pub(super) by_symbol: bool,
    /// Trades from outside that could not be made yet, since the market had no price.
    pub(super) owed: Vec<Window>,
    /// Trades from outside that were tried, so that each has an id of its own.
    pub(super) tried: u32,
    /// Orders that were taken and are never worked on. Bounded by the orders that leave in such a window.
    pub(super) swallowed: BTreeSet<ClientOrderId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Ahead,
    Open,
    Over,
}

/// What an edge has brought.
#[derive(Debug, Default)]
pub(super) struct Turned {
    pub(super) opened: Vec<Window>,
    pub(super) closed: Vec<Window>,
}

impl Trouble {
    /// What `schedule` brings from `now` on; what was over before is left out.
    pub(super) fn new(schedule: Schedule, now: Time) -> Self {
        let begin = schedule.begin();
        let stage = |window: &Window| if begin + window.until() < now { Stage::Over } else { Stage::Ahead };
        let stages = schedule.windows().iter().map(stage).collect();
        let mut trouble = Self {
            schedule,
            stages,
            open: Vec::new(),
            next_edge: None,
            wall_step: Span::ZERO,
            on_requests: false,
            on_stream: false,
            by_symbol: false,
            owed: Vec::new(),
            tried: 0,
            swallowed: BTreeSet::new(),
        };
        trouble.look_ahead();
        trouble
    }

    pub(super) fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Adds `window` at `now`; whether there was room for it.
    pub(super) fn add(&mut self, window: Window, now: Time) -> bool {
        let over = self.schedule.begin() + window.until() < now;
        let added = self.schedule.add(window);
        if added {
            self.stages.push(if over { Stage::Over } else { Stage::Ahead });
            self.look_ahead();
        }
        added
    }

    /// When a window opens or closes next.
    pub(super) const fn next_edge(&self) -> Option<Time> {
        self.next_edge
    }

    /// Whether the process may be killed at some time.
    pub(super) fn may_crash(&self) -> bool {
        self.schedule.windows().iter().any(|window| window.fault == Fault::Crash)
    }

    /// Whether the stream's connection is gone.
    pub(super) fn is_cut(&self) -> bool {
        self.open.iter().any(|window| window.fault == Fault::StreamCut)
    }

    /// Opens and closes what is to be at `now`.
    pub(super) fn turn(&mut self, now: Time) -> Turned {
        let mut turned = Turned::default();
        let begin = self.schedule.begin();
        for (window, stage) in self.schedule.windows().iter().zip(&mut self.stages) {
            if *stage == Stage::Ahead && begin + window.from <= now {
                *stage = Stage::Open;
                turned.opened.push(window.clone());
            }
            if *stage == Stage::Open && begin + window.until() <= now {
                *stage = Stage::Over;
                turned.closed.push(window.clone());
            }
        }
        let windows = self.schedule.windows().iter().zip(&self.stages);
        self.open = windows.filter(|(_, stage)| **stage == Stage::Open).map(|(w, _)| w.clone()).collect();
        self.wall_step = self.open.iter().fold(Span::ZERO, |step, window| match window.fault {
            Fault::ClockStep { by } => step + by,
            _ => step,
        });
        let strikes = |place: Place| self.open.iter().any(|window| window.fault.place() == place);
        self.on_requests = strikes(Place::Request);
        self.on_stream = strikes(Place::Stream) || self.open.iter().any(|w| w.fault == Fault::Partition);
        self.by_symbol = self.open.iter().any(|window| window.symbol.is_some());
        self.look_ahead();
        turned
    }

    fn look_ahead(&mut self) {
        let begin = self.schedule.begin();
        let windows = self.schedule.windows().iter().zip(&self.stages);
        let edge = |(window, stage): (&Window, &Stage)| match stage {
            Stage::Ahead => Some(begin + window.from),
            Stage::Open => Some(begin + window.until()),
            Stage::Over => None,
        };
        self.next_edge = windows.filter_map(edge).min();
    }
}

/// What becomes of a request on its way to the venue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Departure {
    /// No connection can be made, and why.
    Fails(&'static str),
    /// It gets lost.
    Lost,
    /// It arrives.
    Goes {
        /// How much later than usual.
        slow_out: Span,
        /// How much longer than usual its answer takes.
        slow_back: Span,
        /// Whether a second copy arrives.
        twice: bool,
    },
}

impl Departure {
    /// On its way as always.
    pub(super) const FREE: Self = Self::Goes { slow_out: Span::ZERO, slow_back: Span::ZERO, twice: false };

    /// Whether `fault` strikes requests on their way there.
    pub(super) const fn is_struck_by(fault: &Fault) -> bool {
        matches!(
            fault,
            Fault::ResolverFails
                | Fault::ConnectionRefused
                | Fault::RequestLost
                | Fault::Partition
                | Fault::Delay { .. }
                | Fault::Duplicate
        )
    }

    /// What becomes of it when `fault` strikes it too.
    pub(super) fn under(self, fault: &Fault, network: &mut Network) -> Self {
        let Self::Goes { slow_out, slow_back, twice } = self else { return self };
        match fault {
            Fault::ResolverFails => Self::Fails("the venue's name could not be resolved"),
            Fault::ConnectionRefused => Self::Fails("the connection was refused"),
            Fault::RequestLost | Fault::Partition => Self::Lost,
            Fault::Delay { min, max } => {
                let whole = network.between(*min, *max);
                let half = Span::from_micros(whole.as_micros() / 2);
                Self::Goes { slow_out: slow_out + half, slow_back: slow_back + (whole - half), twice }
            }
            Fault::Duplicate => Self::Goes { slow_out, slow_back, twice: true },
            _ => self,
        }
    }
}

/// How the venue treats a request, and what becomes of its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Treatment {
    /// As always.
    Honest,
    /// The answer gets lost.
    ReplyLost,
    /// The answer is cut.
    ReplyCut,
    /// Something else is answered.
    Wrong {
        /// The HTTP status.
        status: u16,
        /// What stands in the body.
        body: Body,
        /// Whether it is done first.
        effect: Effect,
    },
    /// 429.
    Limited(RetryAfter),
    /// The order is taken and never worked on.
    Swallowed,
    /// The cancel is refused.
    CancelRefused,
}

impl Treatment {
    /// What `fault` does to `call` at the venue or to its answer, if it is one that does.
    pub(super) fn of(fault: &Fault, call: &Call) -> Option<Self> {
        match fault {
            Fault::ReplyLost | Fault::Partition => Some(Self::ReplyLost),
            Fault::ReplyCut => Some(Self::ReplyCut),
            Fault::Answer { status, body, effect } => {
                Some(Self::Wrong { status: *status, body: *body, effect: *effect })
            }
            Fault::RateLimited { retry_after } => Some(Self::Limited(*retry_after)),
            Fault::CloseSwallowed => {
                let closes = matches!(call, Call::PlaceOrder(ticket) if ticket.reduce_only);
                closes.then_some(Self::Swallowed)
            }
            Fault::CancelRefused => matches!(call, Call::CancelOrder(_)).then_some(Self::CancelRefused),
            _ => None,
        }
    }
}
