//! The files that lessons are made of, and the programs that follow from them.
//!
//! `build.rs` uses this module as well, to make the starters that are part of the binary: it knows
//! the standard library, `serde` and `toml` only.

mod edit;
mod language;
mod source;

pub use edit::{Edit, EditError, apply};
pub use language::{Language, Pitfall, ProgramKind};
pub use source::{Files, LessonSource, SourceError};
