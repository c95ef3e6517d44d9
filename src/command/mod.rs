//! The command registry: what a line typed by a person makes the classroom do.
//!
//! Owns the table of commands, in which each is a row of data, and the one place where names,
//! roles and arguments are checked. Must not know who is connected how, nor what is stored where.

mod row;
mod talk;
mod queue;
mod poll;
mod groups;
mod desk;
mod study;
mod people;
mod memory;
mod teach;
mod table;
mod reference;

pub use memory::MAX_HISTORY;
pub use reference::reference;
pub use row::{Arity, Row};
pub use table::{find, holds_password, means_leaving, rows, run, typed};
