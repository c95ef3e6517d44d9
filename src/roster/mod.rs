//! The people of a class as other systems export them: a roster in CSV, with its columns known by
//! their headings in Portuguese or English.
//!
//! Owns what a heading means, and which student a folder or a name belongs to. Must not know files,
//! lessons or the classroom: a roster is a function of bytes, and a match one of two texts.

mod columns;
mod decode;
mod matching;
mod names;
mod read;
mod short_names;
mod student;
mod understood;

pub use matching::{Match, Moodle};
pub use names::{name_words, words};
pub use short_names::{is_like, short_names};
pub use student::{Roster, Student};
