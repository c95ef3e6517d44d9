//! For the authors of lessons: what is wrong with them, and whole programs out of edits and back.
//!
//! [`proofread`] looks at what is written. A [`Trial`] is a program of a lesson that is run: a
//! solution has to pass, a starter and a mistake have to fail, as they are meant to.

mod lints;
mod mistakes;
mod golden;
mod proofreading;
mod trial;
mod whole_programs;
mod scaffold;

pub use golden::golden_files;
pub use lints::{Finding, Lint};
pub use mistakes::{Mistake, mistakes};
pub use proofreading::proofread;
pub use scaffold::{ScaffoldError, scaffold};
pub use trial::{Skipped, Trial, Tried, trials};
pub use whole_programs::{WholeProgramsError, absorb, diff, materialize};
