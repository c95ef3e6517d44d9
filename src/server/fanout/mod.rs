//! Fan-out: a line for many recipients costs one encoding, and one write for each recipient.
//!
//! Owns the connections' sending sides and backlogs. Must not know what a line means: it is given
//! each line's audience and each connection's subscription.
//!
//! Recipients with the same role and room share one buffer, unless a line of the batch addresses
//! them individually. At the end of a batch each recipient's part goes straight into its socket;
//! only what the socket does not take is copied, and only then a task is woken to write it.

mod write_handle;
mod batch;
mod recipients;

pub use recipients::{Flushed, Recipients};
pub use write_handle::{Backlog, WriteHandle, write_halves};
