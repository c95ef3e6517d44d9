//! What became of a scenario, as a value.

use std::time::Instant;

use super::cause::Cause;
use super::problem::Problem;
use super::step::Step;
use super::transcript::TranscriptTail;

/// What became of one scenario.
#[derive(Debug)]
pub enum Verdict {
    /// Everything was as it should be.
    Passed,
    /// Something was not.
    Failed(Box<Failure>),
}

/// A step that failed, and all that is known about it.
#[derive(Debug)]
pub struct Failure {
    /// The step.
    pub step: Step,
    /// When it failed.
    pub at: Instant,
    /// The bot that it failed for.
    pub who: String,
    /// What happened.
    pub problem: Problem,
    /// The likely cause, if there is one.
    pub cause: Option<Cause>,
    /// What each bot saw until then, in the order in which they came in.
    pub tails: Vec<TranscriptTail>,
}
