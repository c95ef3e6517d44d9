//! The lab: lessons in which students write a classroom of their own, and bots that grade it.
//!
//! Owns the lessons (the kit's own, or those of a folder), the learner's program while it is
//! graded (started, listened to, ended), what is found out about it, and what is kept of it. Must
//! not print, nor know of options: a grade is a value, and so is everything that is wrong with a
//! lesson.
//!
//! A lesson's checks are scenarios of bots. [`grade`] starts the program again for each, on a port
//! of its own, waits until it listens, plays, and ends all that was started. What went wrong is a
//! [`CheckFailure`]: the sentence of the lesson, what each bot saw, what the program printed meanwhile, and
//! the likely cause. The grader's own [`Trouble`] is never the learner's.

mod materials;
mod kit;
mod topics;
mod lesson;
mod page;
mod note;
mod sandbox;
mod keeper;
mod launch;
mod assignment;
mod crates;
mod progress;
mod output;
mod sources;
mod crash;
mod process;
mod start_failure;
mod listening;
mod program;
mod pitfall;
mod check_failure;
mod grade;
mod watch_over;
mod authoring;

pub use assignment::{ASSIGNMENT, Assignment, AssignmentError, Copied, copy_starter, write_files};
pub use authoring::{
    Finding, Lint, Mistake, ScaffoldError, Skipped, Trial, Tried, WholeProgramsError, absorb, diff,
    golden_files, materialize, mistakes, proofread, scaffold, trials,
};
pub use check_failure::{CheckFailure, Fact, What};
pub use crates::fetch_crates;
pub use grade::{Checked, Depth, Graded, Outcome, Target, Trouble, grade, prepare, take_in};
pub use keeper::{Ending, keep, keep_box};
pub use launch::{Launch, START_LIMIT};
pub use lesson::{Check, Lesson, LessonError, Manifest, lessons};
pub use materials::{Edit, EditError, Files, Language, LessonSource, ProgramKind, SourceError};
pub use output::OutputLine;
pub use page::{picture, picture_file, renewed};
pub use program::try_out;
pub use progress::{PROGRESS, Progress, ProgressError};
pub use sandbox::{Limits, Obstacle, Sandbox};
pub use sources::Sources;
pub use start_failure::StartFailure;
pub use topics::{ANY, SIGHTS, TOPICS};
pub use watch_over::{Watched, watch_over};
