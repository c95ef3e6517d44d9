//! How many connections this process may have at once.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Raises the limit of open files as far as the system allows.
///
/// # Errors
/// That is fewer than needed: how many are allowed.
pub fn allow_open_files(needed: u64) -> Result<(), u64> {
    let limits = getrlimit(Resource::Nofile);
    // A refusal leaves the limit as it is.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limits.maximum, ..limits });
    match getrlimit(Resource::Nofile).current {
        Some(allowed) if allowed < needed => Err(allowed),
        _ => Ok(()),
    }
}
