//! Load: many plain clients from one process. Some send, all receive, and every line is accounted
//! for.
//!
//! Owns the load, the counting and the measuring. Must not know who reads the report. One thread
//! waits on one `mio` poll and no runtime is used: what measures must cost less than what it
//! measures, and a task for each client would not.
//!
//! [`run`] takes a [`Plan`] and gives a [`Report`]. `payload` is what clients send, `delivery`
//! tracks who has received it, `socket` and `client` are one client, `clients` is all of them, and
//! `run` directs them.

mod channel;
mod client;
mod clients;
mod delivery;
mod frames;
mod payload;
mod report;
mod run;
mod socket;

pub use payload::MIN_SIZE;
pub use report::{LoadError, MAX_CLIENTS, Plan, Progress, Report};
pub use run::{Observer, run};
