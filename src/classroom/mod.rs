//! The class as a deterministic state machine.
//!
//! Owns who is here and what happens when they come, speak and leave. Its methods take the time
//! as an argument and return [`Effect`]s; it must not know channels, clocks, sockets, the journal
//! or a runtime.

mod record;
mod effect;
mod limits;
mod people;
mod class;
mod memory;
mod door;
mod talk;

pub use class::{Classroom, Config, Now};
pub use effect::{Audience, Effect};
pub use limits::Limits;
pub use people::Origin;
pub use record::{Came, Departure, Kind, Left, PersonId, Record, Role, Said};
