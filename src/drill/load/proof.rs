//! Paper is proven, not assumed: before anything else, and by the same rule as before a soak's first order.

use super::LoadError;
use super::desk::{Desk, told};
use crate::event::{Answer, Call, Outcome};
use crate::model::PaperProof;

impl Desk {
    /// Asks the venue what it is. Silence is enough only on this machine.
    ///
    /// # Errors
    /// [`LoadError::NotPaper`] when it does not say that it is paper, or does not answer.
    pub(super) async fn prove(&mut self) -> Result<(), LoadError> {
        let outcome = self.ask(Call::GetHealth).await;
        match judge(&outcome, self.is_local()) {
            Ok(()) => Ok(()),
            Err(why) => Err(LoadError::NotPaper { venue: self.venue(), why }),
        }
    }
}

fn judge(outcome: &Outcome, is_local: bool) -> Result<(), String> {
    let says = match outcome {
        Outcome::Answered(Answer::Health(proof)) => proof,
        // A venue without such a route is silent.
        Outcome::Refused { status: 404 | 405, .. } => &PaperProof::Silent,
        other => return Err(format!("it does not say whether it is paper ({})", told(other))),
    };
    match says {
        PaperProof::SaysPaper => Ok(()),
        PaperProof::Silent if is_local => Ok(()),
        PaperProof::Silent => {
            Err("it is not on this machine and does not say that its execution is paper".to_owned())
        }
        PaperProof::SaysReal => Err("it says that its execution is real".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Failure;

    #[test]
    fn only_paper_gets_load() {
        #[track_caller]
        fn check(outcome: &Outcome, is_local: bool, expect: Result<(), &str>) {
            match (judge(outcome, is_local), expect) {
                (Ok(()), Ok(())) => {}
                (Err(why), Err(part)) => assert!(why.contains(part), "{why}"),
                (got, expect) => panic!("{outcome:?}: {got:?} instead of {expect:?}"),
            }
        }
        let health = |proof| Outcome::Answered(Answer::Health(proof));
        let refused = |status| Outcome::Refused { status, code: "no\u{1b}".into(), message: String::new() };
        check(&health(PaperProof::SaysPaper), false, Ok(()));
        check(&health(PaperProof::SaysPaper), true, Ok(()));
        check(&health(PaperProof::SaysReal), false, Err("execution is real"));
        check(&health(PaperProof::SaysReal), true, Err("execution is real"));
        check(&health(PaperProof::Silent), false, Err("not on this machine"));
        check(&health(PaperProof::Silent), true, Ok(()));
        check(&refused(404), true, Ok(()));
        check(&refused(404), false, Err("not on this machine"));
        check(&refused(401), true, Err("it says 401 no\u{fffd}"));
        check(&Outcome::RateLimited { retry_after: None }, true, Err("too much"));
        let failed = Outcome::Failed { failure: Failure::TimedOut, detail: "5s".into() };
        check(&failed, true, Err("timed_out: 5s"));
        check(&Outcome::Answered(Answer::Positions(Vec::new())), true, Err("something else"));
    }
}
