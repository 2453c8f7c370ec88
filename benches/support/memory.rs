//! The memory of a process, as the system counts it.

use color_eyre::eyre::{Result, eyre};

/// Resident now, in MiB.
pub(crate) fn resident() -> Result<f64> {
    resident_of("self")
}

/// Resident now in the process `pid`, in MiB.
pub(crate) fn resident_of(pid: &str) -> Result<f64> {
    status(pid, "VmRSS:")
}

/// Resident at most since the process began, in MiB.
pub(crate) fn resident_max() -> Result<f64> {
    status("self", "VmHWM:")
}

fn status(pid: &str, name: &str) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let line = line.ok_or_else(|| eyre!("the system does not tell {name}"))?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1_024.0)
}
