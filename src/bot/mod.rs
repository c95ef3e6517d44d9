//! Bots: scripted students that show, test and load a classroom.
//!
//! Owns the language of scenarios and how they are played over links. Must not know where the
//! classroom comes from, nor whether it is ours, and prints nothing: a run is a value. What a
//! scenario asks of the program behind it goes through [`Program`].
//!
//! A feature file becomes scenarios without any input or output: [`read`] finds each step's
//! [`StepDefinition`], a row of data that makes it actors and a verb. [`play`] does it: one task owns
//! all bots of a scenario, their connections report to it, and it waits for what is to be read.
//!
//! A new step is a row in `action_steps.rs` or `assertion_steps.rs`, a [`Verb`] and its arm in
//! `executor.rs`; its help and examples stand in the row.

mod action_steps;
mod actor;
mod assertion_steps;
mod auto_reply;
mod cause;
mod diagnosis;
mod document;
mod escape;
mod executor;
mod expectations;
mod fault;
mod gherkin;
mod glued;
mod keyword;
mod line;
mod near_miss;
mod outline;
mod pace;
mod pattern;
mod picture;
mod play;
mod problem;
mod process_steps;
mod program;
mod registry;
mod roster;
mod scenario;
mod selection;
mod step;
mod step_definition;
mod storyboard;
mod transcript;
mod verdict;
mod world;

pub use cause::Cause;
pub use escape::{escaped, shortened};
pub use fault::Fault;
pub use keyword::Heading;
pub use line::composed;
pub use pace::Pace;
pub use pattern::Pattern;
pub(crate) use picture::picture;
pub use play::{dismiss, perform, play, play_and_stay};
pub use problem::{Expected, Problem};
pub use program::Program;
pub use registry::{reference, step_definitions, written};
pub use scenario::{Scenario, ScenarioError, Wrong, read};
pub use selection::{BadSelection, Selection};
pub use step::{Actors, Step, Verb};
pub use step_definition::{Mistake, StepDefinition};
pub use storyboard::storyboard;
pub use transcript::{Entry, Parting, TranscriptTail};
pub use verdict::{Failure, Verdict};
pub use world::{Environment, TeachersDoor, World};
