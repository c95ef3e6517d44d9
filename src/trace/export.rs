//! What the formats have in common.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::row::Row;

/// Writes rows in one format.
pub(super) trait Export: Send {
    fn add(&mut self, row: &Row) -> io::Result<()>;
    /// Writes what stands at the end.
    fn finish(&mut self) -> io::Result<()>;
    /// How many rows had no room.
    fn left_out(&self) -> usize {
        0
    }
}

/// What every format writes to.
pub(super) type Output = BufWriter<File>;

/// Writes and flushes, so that a trace that is killed leaves what it has seen.
pub(super) fn write_now(out: &mut Output, text: &str) -> io::Result<()> {
    out.write_all(text.as_bytes())?;
    out.flush()
}
