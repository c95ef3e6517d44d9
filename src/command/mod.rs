//! The command registry: what a line typed by a person makes the classroom do.
//!
//! Owns the table of commands, in which each is a row of data, and the one place where names,
//! roles and arguments are checked. Must not know who is connected how, nor what is stored where.

mod args;
mod completion;
mod groups;
mod history;
mod intake;
mod moderation;
mod parsed_line;
mod people;
mod poll;
mod queue;
mod quiz;
mod redact;
mod reference;
mod row;
mod run;
mod settings;
mod table;
mod talk;
mod teacher_login;
mod times_table;

pub use args::{Arg, Choices};
pub use completion::{Completion, completion};
pub use history::MAX_HISTORY;
pub use intake::intake;
pub use parsed_line::{holds_password, means_leaving};
pub use redact::{addressed, without_words};
pub use reference::reference;
pub use row::Row;
pub use run::run;
pub use table::{find, rows, typed};
