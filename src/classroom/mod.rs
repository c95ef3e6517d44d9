//! The class as a deterministic state machine.
//!
//! Owns who is here and what happens when they come, speak and leave. Its methods take the time
//! as an argument and return [`Effect`]s; it must not know channels, clocks, sockets, the journal
//! or a runtime.

mod record;
mod rooms;
mod scope;
mod secret;
mod attempts;
mod effect;
mod limits;
mod members;
mod connections;
mod number;
mod switches;
mod queue;
mod poll;
mod quiz;
mod class;
mod patience;
mod gate;
mod memory;
mod talk;
mod promotion;
mod door;
mod desk;

pub use class::{Classroom, Config, Now};
pub use connections::Origin;
pub use effect::{Audience, Effect, Subscription};
pub use limits::{Flood, Limits};
pub use number::{MAX_DIGITS, UP_TO, integer};
pub use poll::MAX_OPTIONS;
pub use promotion::PasswordCheck;
pub use quiz::MAX_ROUNDS;
pub use record::{Came, ConnectionId, Departure, Kind, Left, Presence, Record, Role, Said};
pub use rooms::RoomId;
pub use scope::{Answer, Question, Scope, Span, Talk};
pub use secret::{ClassCode, CodeError, MAX_CODE, MIN_CODE, Secret};
pub use switches::Mode;
