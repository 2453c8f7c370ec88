//! What processes were started with: everybody on the machine may read it.

use std::io::Read;

/// Most bytes of arguments read: what Linux allows by default is less.
const ARGUMENTS_MAX: u64 = 4 << 20;

/// The arguments of the process `pid`, each ended by a line feed, from `/proc`; of this one without a `pid`.
///
/// # Errors
/// There is no such process, no `/proc`, or it belongs to somebody else.
pub fn arguments_of(pid: Option<u32>) -> std::io::Result<Vec<u8>> {
    let process = pid.map_or_else(|| "self".to_owned(), |pid| pid.to_string());
    let mut bytes = Vec::new();
    std::fs::File::open(format!("/proc/{process}/cmdline"))?.take(ARGUMENTS_MAX).read_to_end(&mut bytes)?;
    for byte in &mut bytes {
        if *byte == 0 {
            *byte = b'\n';
        }
    }
    Ok(bytes)
}
