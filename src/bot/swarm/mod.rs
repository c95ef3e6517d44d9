//! A crowd of bots from one process: some speak, all listen, and every line is accounted for.
//!
//! Owns the load, the counting and the measuring. Must not know who reads the report. One thread
//! waits on one `mio` poll and no runtime is used: what measures must cost less than what it
//! measures, and a task for each bot would not.
//!
//! [`run`] takes a [`Plan`] and gives a [`Report`]; `payload` is what the bots say, `ledger`
//! counts it, `socket` and `robot` are one bot, `crowd` is all of them, `talk` gives them the word and
//! `engine` directs the run.

mod plan;
mod report;
mod limits;
mod payload;
mod pace;
mod ledger;
mod ear;
mod socket;
mod robot;
mod crowd;
mod talk;
mod engine;

pub use engine::{Observer, run};
pub use payload::MIN_SIZE;
pub use plan::{MAX_BOTS, Plan};
pub use report::{Progress, Report, SwarmError};
