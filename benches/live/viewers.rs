//! What viewers cost the soak: the same orders with nobody watching and with twenty dashboards, one of
//! which is stopped and reads nothing.
//!
//! The two take turns in one run, so that a busy machine slows both: read the ratio.

use color_eyre::eyre::Result;
use rustix::process::{Pid, Signal, kill_process};
use soak::model::Time;

use super::decision::{Rig, gather};
use crate::support::run::{Run, say};
use crate::support::samples::Samples;
use crate::support::soaking::SOAK_NAME;
use crate::support::terminal::Terminal;

/// Dashboards that watch.
const VIEWERS: usize = 20;

/// Times that both are measured.
const TURNS: u32 = 4;

pub(crate) fn measure(run: &Run) -> Result<()> {
    let mut rig = Rig::start(run)?;
    let orders = run.rounds(20, 150) as usize;
    let (mut alone, mut watched) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        alone.push(take(run, &mut rig, orders)?);
        let viewers = (0..VIEWERS).map(|_| viewer(run, &rig)).collect::<Result<Vec<_>>>()?;
        if let Some(pid) =
            viewers.first().map(Terminal::pid).transpose()?.and_then(|pid| Pid::from_raw(pid.cast_signed()))
        {
            kill_process(pid, Signal::STOP)?;
        }
        watched.push(take(run, &mut rig, orders)?);
    }
    let (_, data) = rig.soaking.stop()?;
    let folder = data.path().join(SOAK_NAME);
    let samples = |turns: Vec<(Time, Time)>| -> Result<Samples> {
        let mut samples = Samples::default();
        for turn in turns {
            gather(&folder, turn, &mut samples)?;
        }
        Ok(samples)
    };
    let (alone, watched) = (samples(alone)?, samples(watched)?);
    alone.tell("tick taken in → request handed over, nobody watches");
    watched.tell_against("the same, twenty dashboards watch", "nobody watching", &alone);
    say("  one of the twenty was stopped and read nothing");
    Ok(())
}

/// One dashboard that has shown its first picture.
fn viewer(run: &Run, rig: &Rig) -> Result<Terminal> {
    let mut terminal = Terminal::start(run.clock, rig.soaking.data(), &["attach", SOAK_NAME], (120, 40))?;
    terminal.shows(&["PAPER", "Headroom"])?;
    Ok(terminal)
}

/// Waits for so many orders; when the first was due and when the last had come.
fn take(run: &Run, rig: &mut Rig, orders: usize) -> Result<(Time, Time)> {
    let begun = run.clock.now();
    let mut came = 0;
    while came < orders {
        came += usize::from(rig.push(run)?.is_some());
    }
    Ok((begun, run.clock.now()))
}
