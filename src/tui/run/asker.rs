//! Requests on their way to the soak, and their answers on the way back.
//!
//! Acts and questions have a thread each: a person who trips the breaker does not wait for a journal that
//! is slow to tell of the past.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use super::start::Inlet;
use crate::link::ControlRequest;
use crate::tui::msg::{Core, Msg};

/// Most requests of a kind that wait for their turn. A person types few; more are refused, not queued.
const REQUESTS_WAITING_MAX: usize = 16;

/// Where requests go in.
#[derive(Debug)]
pub(super) struct Asker {
    acts: SyncSender<(u64, ControlRequest)>,
    questions: SyncSender<(u64, ControlRequest)>,
    refusals: Inlet,
}

impl Asker {
    /// Starts the threads that ask `core` and bring its answers to `inlet`.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(super) fn start(core: &impl Core, inlet: &Inlet) -> io::Result<Self> {
        let thread = |name: &str| {
            let (sender, requests) = sync_channel(REQUESTS_WAITING_MAX);
            let (core, answers) = (core.clone(), inlet.clone());
            let thread = std::thread::Builder::new().name(name.to_owned());
            thread.spawn(move || answer(core, &requests, &answers)).map(|_| sender)
        };
        Ok(Self { acts: thread("acts")?, questions: thread("questions")?, refusals: inlet.clone() })
    }

    /// Sends the request on its way, or answers at once that there are too many.
    pub(super) fn ask(&self, number: u64, request: ControlRequest) {
        let asked = match request {
            ControlRequest::Act { .. } => self.acts.try_send((number, request)),
            ControlRequest::Status
            | ControlRequest::Facts
            | ControlRequest::Watch { .. }
            | ControlRequest::Ask(_) => self.questions.try_send((number, request)),
        };
        let why = match asked {
            Ok(()) => return,
            Err(TrySendError::Full(_)) => "too much was asked at once; wait for the answers and try again",
            Err(TrySendError::Disconnected(_)) => "nobody is left to ask; leave with q and attach again",
        };
        // When there is no place the answer is lost, and the request has none, as when the link is lost.
        let _full = self.refusals.offer(Msg::Answered(number, Err(why.to_owned())));
    }
}

fn answer(mut core: impl Core, requests: &Receiver<(u64, ControlRequest)>, answers: &Inlet) {
    for (number, request) in requests {
        let answer = core.request(&request);
        if !answers.put(Msg::Answered(number, answer)) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Barrier};

    use super::*;
    use crate::clock::Clock;
    use crate::event::OperatorCommand;
    use crate::link::{ControlReply, PastStep, Question};
    use crate::model::{BreakerLevel, Time};

    /// Answers no question before an act was answered.
    #[derive(Clone)]
    struct SlowJournal(Arc<Barrier>);

    impl Core for SlowJournal {
        fn request(&mut self, request: &ControlRequest) -> Result<ControlReply, String> {
            self.0.wait();
            Ok(ControlReply::Done { text: format!("{request:?}") })
        }
    }

    #[test]
    fn an_act_does_not_wait_for_a_question() {
        let (messages, answered) = sync_channel(4);
        let inlet = Inlet::new(Clock::start(), messages);
        let both_under_way = SlowJournal(Arc::new(Barrier::new(2)));
        let asker = Asker::start(&both_under_way, &inlet).unwrap();
        asker.ask(1, ControlRequest::Ask(Question::Past { from: Time::EPOCH, step: PastStep::Back }));
        let command = OperatorCommand::Raise(BreakerLevel::Tripped);
        asker.ask(2, ControlRequest::Act { command, reason: String::new() });
        let mut numbers: Vec<u64> = [answered.recv().unwrap(), answered.recv().unwrap()]
            .into_iter()
            .map(|stamped| match stamped.msg {
                Msg::Answered(number, Ok(_)) => number,
                other => panic!("{other:?}"),
            })
            .collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2]);
    }
}
