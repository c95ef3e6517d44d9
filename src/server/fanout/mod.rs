//! Fan-out: what one person says reaches everyone, at the cost of one encoding and of one write for
//! each who hears it.
//!
//! Owns the connections' sending sides and what they are owed. Must not know what a line means:
//! it is told the audience of each, and who has come in.
//!
//! The lines of a turn stand in one buffer. At its end each member gets their parts of it, straight
//! into the socket while that takes them; only what a socket does not take is copied, and only then
//! a task is woken to write it.

mod sealed;
mod stream;
mod outlet;
mod turn;
mod members;

pub use members::Members;
pub use outlet::{Backlog, Outlet, outlet};
pub use sealed::Sealed;
pub use stream::Stream;
