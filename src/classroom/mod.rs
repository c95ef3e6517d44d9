//! The class as a deterministic state machine.
//!
//! Owns who is here and what happens when they come, speak and leave. Its methods take the time
//! as an argument and put what is to be done into [`Effects`]; it must not know channels, clocks,
//! sockets, the journal or a runtime.

mod arrivals;
mod attempts;
mod class;
mod class_code;
mod come_back;
mod connections;
mod context;
mod crowd;
mod door;
mod effect;
mod entry;
mod groups;
mod history;
mod ids;
mod join_leave;
mod limits;
mod meeting;
mod members;
mod moderation;
mod network;
mod overview;
mod pass;
mod poll;
mod presence;
mod queue;
mod quiz;
mod record;
mod register;
mod scope;
mod secret;
mod settings;
mod shared_history;
mod talk;
mod teacher_login;
mod timeouts;
mod times_table;
mod zone;

pub use class::{Classroom, Config};
pub use connections::Origin;
pub use context::{Context, Now};
pub use effect::{Audience, Effect, Effects, Subscription};
pub use entry::{Entry, Input, Opened};
pub use groups::main_room;
pub use ids::{ConnectionId, NodeId, Role, RoomId};
pub use join_leave::refusal_of_text;
pub use limits::{Flood, Limits};
pub use meeting::{Enrolled, Meeting, day};
pub use network::Network;
pub use pass::{KeptPass, PASS_HOLDS};
pub use poll::MAX_OPTIONS;
pub use quiz::MAX_ROUNDS;
pub use record::{Came, Departure, Kind, Left, Moved, PassRecord, Presence, Record, Said};
pub use register::{Attended, Attendee, Register, Sitting};
pub use scope::{JournalAnswer, JournalQuery, Past, Scope, Sought, Span, Talk};
pub use secret::{Answer, ClassCode, CodeError, MAX_CODE, MIN_CODE, PassHash, Secret, WaysIn};
pub use settings::Mode;
pub use teacher_login::PasswordCheck;
pub use times_table::{MAX_DIGITS, UP_TO, integer};
pub use zone::bundled;
