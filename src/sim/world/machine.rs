//! The machine and the moments of faults: windows open and close, the disk finishes writes, the process is
//! killed and started again.

use super::crank::earliest;
use super::trouble::Trouble;
use super::{World, WorldError};
use crate::event::{FeedStatus, Input, JournalStatus, Latched};
use crate::fault::{Board, Fault, Place, Schedule, Window};
use crate::market::Disturbed;
use crate::model::{ClientOrderId, OrderKind, OrderTicket, Seq, Span, Time};
use crate::sim::Witness;
use crate::sim::disk::{Mode, Turn};

/// How long after a crash at a write the process is started again: what a supervisor takes.
const RESTART_AFTER: Span = Span::from_secs(2);

impl<W: Witness> World<W> {
    /// Beyond all time.
    pub(super) const NEVER: Time = Time::from_micros(i64::MAX);

    /// Lets `window` open and close as it says, counted from the beginning of the soak; whether there was
    /// room for it. A window that is over already does nothing.
    ///
    /// # Errors
    /// When the engine's state cannot be written down for a crash to come.
    pub fn inject(&mut self, window: Window) -> Result<bool, WorldError> {
        if window.fault == Fault::Crash
            && let Some(disk) = self.disk.as_simulated()
        {
            disk.remember(&self.engine)?;
        }
        if window.fault.place() == Place::Market {
            let nothing = Schedule::new(self.began_at, Vec::new());
            let board = self.board.get_or_insert_with(|| Board::new(nothing));
            if board.changes() == 0
                && board.schedule().is_empty()
                && let Some(feed) = self.feed.take()
            {
                self.feed = Some(Box::new(Disturbed::new(feed, board.clone())));
            }
            if !board.add(window.clone()) {
                return Ok(false);
            }
        }
        let nothing = || Box::new(Trouble::new(Schedule::new(self.began_at, Vec::new()), self.now));
        let added = self.trouble.get_or_insert_with(nothing).add(window, self.now);
        self.look_ahead();
        Ok(added)
    }

    /// Finds out when the machine or a fault has its next moment.
    pub(super) fn look_ahead(&mut self) {
        let edge = self.trouble.as_ref().and_then(|trouble| trouble.next_edge());
        let is_up = self.process.is_up();
        let disk = if is_up { self.disk.due(!self.process.held.is_empty()) } else { None };
        let site = self.site.as_ref().filter(|_| is_up).map(|site| site.next_at());
        let next = earliest(earliest(edge, self.process.down_until), earliest(disk, site));
        self.special_at = next.unwrap_or(Self::NEVER);
    }

    /// Lets the machine or a fault have its moment.
    pub(super) fn special(&mut self) -> Result<(), WorldError> {
        self.now = self.now.max(self.special_at);
        let now = self.now;
        let is_due = |at: Option<Time>| at.is_some_and(|at| at <= now);
        if is_due(self.trouble.as_ref().and_then(|trouble| trouble.next_edge())) {
            self.turn_windows()?;
        } else if is_due(self.process.down_until) {
            self.restart()?;
        } else if self.process.is_up() && is_due(self.site.as_ref().map(|site| site.next_at())) {
            self.site_moment()?;
        } else {
            self.disk_moment()?;
        }
        self.look_ahead();
        Ok(())
    }

    /// Windows open and close.
    fn turn_windows(&mut self) -> Result<(), WorldError> {
        if let Some(disk) = self.disk.as_simulated() {
            disk.settle(self.now)?;
        }
        let Some(trouble) = &mut self.trouble else { return Ok(()) };
        let begin = trouble.schedule().begin();
        let was_cut = trouble.is_cut();
        let turned = trouble.turn(self.now);
        let is_cut = trouble.is_cut();
        if let Some(disk) = self.disk.as_simulated() {
            disk.set_mode(Mode::under(&trouble.open));
        }
        for window in &turned.opened {
            self.open_window(window, begin + window.until())?;
        }
        match (was_cut, is_cut) {
            (false, true) => {
                self.stream.clear();
                self.take_in(Input::Feed(lost()))?;
            }
            (true, false) => self.take_in(Input::Feed(FeedStatus::Connected))?,
            _ => {}
        }
        Ok(())
    }

    fn open_window(&mut self, window: &Window, until: Time) -> Result<(), WorldError> {
        let strikes_later = matches!(window.fault.place(), Place::Request | Place::Account);
        let kills = window.fault == Fault::Crash;
        if !strikes_later && (!kills || window.is_whole()) {
            let clock = self.clock();
            self.witness.struck(window, clock);
        }
        if kills && window.is_whole() {
            self.kill(until)?;
        }
        if matches!(window.fault, Fault::OutsideTrade { .. }) {
            if let Some(trouble) = &mut self.trouble {
                trouble.owed.push(window.clone());
            }
            self.trade_from_outside();
            self.publish_changes()?;
        }
        Ok(())
    }

    /// Somebody else trades in the account, as soon as the market has a price. What the exchange refuses
    /// for another reason is given up.
    pub(super) fn trade_from_outside(&mut self) {
        let (at, clock) = (self.wall(), self.clock());
        let Some(trouble) = &mut self.trouble else { return };
        let mut owed = std::mem::take(&mut trouble.owed);
        owed.retain(|window| {
            let Fault::OutsideTrade { side, quantity } = window.fault else { return false };
            let first = self.exchange.markets().iter().next().map(|(_, market)| market.symbol.clone());
            let Some(symbol) = window.symbol.clone().or(first) else { return false };
            trouble.tried += 1;
            let client_order_id = ClientOrderId::new(&format!("outside-{}", trouble.tried));
            let kind = OrderKind::Market;
            let ticket = OrderTicket { client_order_id, symbol, side, quantity, kind, reduce_only: false };
            let placed = self.exchange.place(at, &ticket, &mut self.changes);
            if placed.is_ok() {
                self.witness.struck(window, clock);
            }
            placed.is_err_and(|reject| reject.code == "no_price")
        });
        trouble.owed = owed;
    }

    /// The disk finishes a write, or tries again.
    fn disk_moment(&mut self) -> Result<(), WorldError> {
        match self.disk.turn(self.now, &mut self.network)? {
            Turn::Nothing => Ok(()),
            Turn::Durable => self.release(),
            Turn::Fails(reason) => {
                self.process.failing = true;
                self.take_in(Input::Journal(JournalStatus::Failing { reason }))?;
                self.release()
            }
            Turn::Heals => {
                self.process.failing = false;
                self.take_in(Input::Journal(JournalStatus::Healthy))?;
                self.release()
            }
            Turn::Dies => {
                let clock = self.clock();
                let dying = |window: &&Window| window.fault == Fault::Crash && !window.is_whole();
                if let Some(window) = self.trouble.as_ref().and_then(|t| t.open.iter().find(dying)) {
                    self.witness.struck(window, clock);
                }
                self.kill(self.now + RESTART_AFTER)
            }
        }
    }

    /// The process is killed, and stays down until `until`. Only a simulated disk can lose what was not
    /// durable, so without one nothing happens.
    fn kill(&mut self, until: Time) -> Result<(), WorldError> {
        let Some(disk) = self.disk.as_simulated() else { return Ok(()) };
        if let Some(down_until) = &mut self.process.down_until {
            *down_until = until.max(*down_until);
            return Ok(());
        }
        self.engine = disk.die(&self.engine, self.now)?;
        self.process.die(until);
        self.stream.clear();
        self.wake = None;
        Ok(())
    }

    /// The process is started again, by a clock that begins with the machine's wall and never before what
    /// is in the journal.
    pub(super) fn restart(&mut self) -> Result<(), WorldError> {
        let wall_step = self.wall_step();
        let behind = self.engine.at().since(self.now + wall_step).max(Span::ZERO);
        self.process.offset = wall_step + behind;
        self.process.down_until = None;
        let clock = self.clock();
        self.witness.restarted(&self.engine, clock)?;
        if self.engine.seq() == Seq::default() {
            self.take_in(self.process.first.as_ref().clone())?;
        } else {
            let disk = self.disk.as_simulated();
            let latched = disk.map_or(Latched::Open, |disk| disk.read_latch(&self.engine));
            let venue_is_local = self.process.venue_is_local();
            self.take_in(Input::Resumed { latched, rules: None, venue_is_local })?;
        }
        self.disk.commit(self.now)?;
        if self.trouble.as_ref().is_some_and(|trouble| trouble.is_cut()) {
            self.take_in(Input::Feed(lost()))?;
        }
        self.look_ahead();
        Ok(())
    }
}

fn lost() -> FeedStatus {
    FeedStatus::Lost { reason: "the connection ended, as it was to in this rehearsal".to_owned() }
}
