//! What evidence holds for.
//!
//! Of the configuration only what decides how the agent trades, what it is bound by and what it is judged by:
//! the rules, the venue, the paper exchange's terms, the gate's limits and the ramp. Not what changes none of
//! that: names, folders and logs; the run's length and seed; the source of the prices, because drills, load
//! tests and recorded sessions bring their own, and the run tells its own; what is broken on purpose; the
//! agent's path, whose contents have a fingerprint of their own; and what sets a live run apart from the
//! paper run that it has to follow: the mode, the variables with the keys, and the live account's name.
//! The address of the live account does matter, on paper too: a proof is for the place that follows it.

use std::io;

use sha2::{Digest, Sha256};

use super::{AgentSettings, FeedSettings, Settings};
use crate::model::{Fingerprints, hexadecimal};

impl Fingerprints {
    /// Those of this program with its built-in agent and `settings`.
    ///
    /// # Errors
    /// The program's own file cannot be read.
    pub fn of_this_program(settings: &Settings) -> io::Result<Self> {
        let mut file = std::fs::File::open(std::env::current_exe()?)?;
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = io::Read::read(&mut file, &mut buffer)?;
            let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            digest.update(bytes);
        }
        let binary = hexadecimal(&digest.finalize());
        Ok(Self { agent: binary.clone(), configuration: settings.fingerprint(), binary })
    }
}

impl Settings {
    /// SHA-256 of what matters to evidence, in hexadecimal: printed in one form, so that the same settings
    /// have the same fingerprint, however they are spelt.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        hexadecimal(&Sha256::digest(self.what_matters().print()))
    }

    /// The settings, with what does not matter at its default. A section is named here, or does not matter.
    fn what_matters(&self) -> Self {
        let plain = Self::default();
        Self {
            agent: AgentSettings { source: None, ..self.agent.clone() },
            rules: self.rules.clone(),
            feed: FeedSettings { gap_after: self.feed.gap_after, ..plain.feed },
            venue: self.venue.what_matters(plain.venue),
            paper: self.paper.clone(),
            gate: self.gate.clone(),
            ramp: self.ramp.clone(),
            ..plain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn of(text: &str) -> String {
        let loaded = Settings::parse(Path::new("soak.toml"), text);
        loaded.expect("the file was refused").settings.fingerprint()
    }

    #[test]
    fn it_changes_with_what_decides_and_not_with_its_spelling() {
        assert_eq!(of("").len(), 64);
        assert_eq!(of("risk.trade_max_pct = 2.0\nreconcile.every = \"5000ms\""), of(""));
        for line in [
            "risk.trade_max_pct = 1.9",
            "agent.kind = \"none\"",
            "agent.fast = 8",
            "agent.bar = \"15m\"",
            "breaker.level = \"flatten\"",
            "budget.per_route.order = 30",
            "feed.gap_after = \"5m\"",
            "venue.url = \"https://venue.example/api/v1\"",
            "venue.total_timeout = \"9s\"",
            "venue.live_url = \"https://live.example/api/v1\"",
            "venue.live_stream_url = \"wss://live.example/stream\"",
            "paper.taker_fee_bp = 6",
            "paper.initial_balance = 5000",
            "gate.pnl_max_pct = 40",
            "ramp.hold = \"3d\"",
        ] {
            assert_ne!(of(line), of(""), "{line} does not matter");
        }
    }

    #[test]
    fn it_stays_with_what_decides_nothing() {
        for line in [
            "soak.name = \"x\"",
            "soak.length = \"14d\"",
            "soak.seed = 7",
            "soak.data = \"/srv/soak\"",
            "agent.source = \"../agent\"",
            "feed.kind = \"recording:a.csv\"",
            "feed.ticks_per_s = 1",
            "venue.key_env = \"OTHER_KEY\"",
            "venue.live_key_env = \"LIVE_KEY\"",
            "venue.live_account = \"main\"",
            "logs.level = \"trace\"",
            "game_day.enabled = true",
        ] {
            assert_eq!(of(line), of(""), "{line} matters");
        }
        let live = Settings::default();
        let live = Settings {
            soak: crate::config::SoakSettings { mode: crate::model::TradingMode::Live, ..live.soak.clone() },
            ..live
        };
        assert_eq!(live.fingerprint(), of(""), "live follows the paper run of the same fingerprint");
    }
}
