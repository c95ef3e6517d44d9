//! What a class's programs are worth: what was found out about each, and the grade that follows.
//!
//! Owns the verdicts that are kept and exported, and `marks.toml`. Must not know programs, bots or
//! files: a verdict is a value that the lab fills in, and a grade follows from it.

mod grade;
mod verdict;
mod weights;

pub use grade::{Grade, Part};
pub use verdict::{CheckVerdict, Evidence, LessonInfo, LessonVerdict, Outcome, Status, Verdict};
pub use weights::{MARKS, Weights};
