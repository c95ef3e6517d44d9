//! A proxy that shows what goes over the wire: each read of a socket is a row.
//!
//! Owns the relay, the rows, and the files in which they are saved. Must not change what passes, nor
//! know what the bytes mean, but for the name that a person answers with.

mod row;
mod person;
mod relay;
mod export;
mod save;
mod html;
mod jsonl;
mod pcapng;
mod svg;

pub use person::with_names;
pub use relay::relay;
pub use row::{Event, Row, Side};
pub use save::{Format, Saver};
