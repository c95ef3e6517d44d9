//! Without what only Linux offers.

use std::io;
use std::os::fd::AsFd;
use std::path::Path;
use std::time::Duration;

use super::progress::Progress;

/// Boxes are made of Linux's namespaces.
pub(crate) const HAS_BOXES: bool = false;
/// What leaves the program's group is found by its mark, and only if it has kept that.
pub(crate) const ADOPTS_ORPHANS: bool = false;

/// The system's own limit holds: minutes, not seconds.
pub(crate) fn limit_unacknowledged(_: impl AsFd, _: Duration) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Nobody knows what has arrived.
pub(crate) fn progress(_: impl AsFd) -> Option<Progress> {
    None
}

/// Those that Rust has opened close by themselves.
pub(crate) fn close_inherited_files() {}

/// They go to the system's first process.
pub(crate) fn adopt_orphans() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Its changes are told of.
pub(crate) const fn is_remote(_: &Path) -> bool {
    false
}
