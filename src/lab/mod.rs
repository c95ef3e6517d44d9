//! The lab: lessons in which students write a classroom of their own, and bots that grade it.
//!
//! Owns the lessons (the kit's own, or those of a folder), the learner's program while it is
//! graded (started, listened to, ended), what is found out about it, and what is kept of it. Must
//! not print, nor know of options: a grade is a value, and so is everything that is wrong with a
//! lesson.
//!
//! A lesson's checks are scenarios of bots. [`grade`] starts the program anew for each, on a port
//! of its own, waits until it listens, plays, and ends all that was started. What went wrong is a
//! [`Miss`]: the sentence of the lesson, what each bot saw, what the program printed meanwhile, and
//! the likely cause. The grader's own [`Trouble`] is never the learner's.

mod words;
mod language;
mod shelf;
mod lesson;
mod page;
mod note;
mod seal;
mod launch;
mod assignment;
mod progress;
mod output;
mod orphans;
mod process;
mod listening;
mod program;
mod miss;
mod grade;
mod lint;

pub use assignment::{ASSIGNMENT, Assignment, AssignmentError, Copied, copy_starter};
pub use grade::{Checked, Depth, Graded, Outcome, Subject, Trouble, grade, prepare};
pub use language::Language;
pub use launch::Launch;
pub use lesson::{Check, Lesson, LessonError, Sheet, lessons};
pub use lint::{Finding, Flaw, Trial, Tried, proofread, trials};
pub use listening::Mishap;
pub use miss::{Fact, Miss, What};
pub use output::Said;
pub use page::renewed;
pub use process::Ending;
pub use progress::{PROGRESS, Progress, ProgressError};
pub use shelf::Shelf;
pub use words::Words;
