//! The journal: who was in the class and what was said, encrypted at rest.
//!
//! Owns the data folder's `journal*` files, the thread that writes them, and the readers. Must not
//! know the wire, commands or the server; the caller decides who is told a [`RecordingStatus`].

mod class_keeper;
mod classes;
mod error;
mod key;
mod location;
mod database;
mod recording;
mod tables;
mod redaction;
mod erasing;
mod attendance;
mod past;
mod search_terms;
mod reader;
mod query_thread;
mod file_watch;
mod rescue;
mod writer;
mod handle;
mod rekey;

pub use class_keeper::ClassKeeper;
pub use classes::{Class, DEFAULT_CLASS, Held, Start, default_class};
pub use erasing::{Forgetting, Found};
pub use error::{JournalError, Losses, RecordingStatus, StorageError};
pub use handle::{Journal, Opening, Options};
pub use location::Location;
pub use reader::{Filter, Lines, Reader};
pub use recording::Recording;
pub use rekey::rekey;
pub use tables::{Stay, Visitor};
