//! Bots: scripted students that show, test and load a classroom.
//!
//! Owns the language of scenarios and how they are played over links. Must not know where the
//! classroom comes from, nor whether it is ours, and prints nothing: a run is a value. What a
//! scenario asks of the program behind it goes through [`Program`].
//!
//! A feature file becomes scenarios without any input or output: [`read`] matches each step with
//! a [`Phrase`], a row of data that says how it is written and what it makes a bot do. [`play`]
//! does it: one task owns all bots of a scenario, their connections report to it, and it waits
//! for what is to be read. The [`swarm`] is a crowd of plain talkers that counts every line.

mod escape;
mod pattern;
mod order;
mod step;
mod phrase;
mod doing;
mod reading;
mod phrasebook;
mod reference;
mod cast;
mod outline;
mod syntax;
mod scenario;
mod selection;
mod transcript;
mod problem;
mod cause;
mod verdict;
mod pace;
mod actor;
mod program;
mod company;
mod hearing;
mod quiet;
mod supervising;
mod acting;
mod play;
pub mod swarm;

pub use cause::Cause;
pub use company::{Stage, TeachersDoor};
pub use escape::{escaped, shortened};
pub use pace::Pace;
pub use phrase::{Mistake, Phrase};
pub use phrasebook::phrases;
pub use play::{perform, play};
pub use problem::{Expected, Problem, Sight};
pub use program::Program;
pub use reference::reference;
pub use scenario::{Scenario, ScenarioError, Wrong, read};
pub use selection::{BadSelection, Selection};
pub use step::{Action, Step, Wording};
pub use syntax::Fault;
pub use transcript::{Entry, Parting};
pub use verdict::{Failure, Verdict};
