//! What the system grants this process: files, and the time it has used.

use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

use super::report::SwarmError;

/// Files that are open besides the bots' connections: the standard streams, the poll, and what
/// the program has of its own.
const OTHER_FILES: u64 = 64;

/// Raises the limit of open files so that so many bots fit.
///
/// # Errors
/// The system's hard limit is lower.
pub(super) fn make_room_for(bots: usize) -> Result<(), SwarmError> {
    let needed = bots as u64 + OTHER_FILES;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= needed) {
        return Ok(());
    }
    let raised = Rlimit { current: maximum, maximum };
    match maximum {
        Some(allowed) if allowed < needed => Err(SwarmError::FileLimit { needed, allowed }),
        _ => setrlimit(Resource::Nofile, raised).map_err(|e| SwarmError::System(e.into())),
    }
}

/// The processor time that this process has used so far.
pub(super) fn cpu_time() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(used.tv_sec as u64, used.tv_nsec as u32)
}
