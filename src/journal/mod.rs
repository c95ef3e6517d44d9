//! The journal: who was in the class and what was said, encrypted at rest.
//!
//! Owns the files of the data folder whose names begin with `journal`, the thread that writes
//! them and the way back to what was written. Must not know the wire, commands or the server;
//! whoever opens a [`Journal`] decides whom its [`Report`]s are told to.

mod error;
mod key;
mod place;
mod database;
mod tables;
mod erasing;
mod attendance;
mod words;
mod reader;
mod answering;
mod writer;
mod handle;
mod rekey;
mod forget;

pub use error::{JournalError, Report, Trouble};
pub use forget::{Forgetting, Found};
pub use handle::{Journal, Options};
pub use place::Place;
pub use reader::{Filter, Lines, Reader};
pub use rekey::rekey;
pub use tables::{Entry, Visitor};
