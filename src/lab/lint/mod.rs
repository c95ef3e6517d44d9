//! What is wrong with the lessons: what their authors are told before any learner sees it.
//!
//! [`proofread`] looks at what is written. A [`Trial`] is a program of a lesson that is run: a
//! solution has to pass, a starter and a broken program have to fail, as they are meant to.

mod flaw;
mod mistakes;
mod proofreading;
mod trial;

pub use flaw::{Finding, Flaw};
pub use proofreading::proofread;
pub use trial::{Trial, Tried, trials};
