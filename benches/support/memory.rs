//! The memory of this process, as the system counts it.

use color_eyre::eyre::{Result, eyre};

/// Resident now, in MiB.
pub(crate) fn resident() -> Result<f64> {
    status("VmRSS:")
}

/// Resident at most since the process began, in MiB.
pub(crate) fn resident_max() -> Result<f64> {
    status("VmHWM:")
}

fn status(name: &str) -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let line = line.ok_or_else(|| eyre!("the system does not tell {name}"))?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1_024.0)
}
