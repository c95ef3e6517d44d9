//! What several tests need.

pub mod classroom;
pub mod faulty_server;
pub mod fuzzing;
pub mod journal;
pub mod scripted_server;
pub mod tls;
pub mod server;
pub mod source;
pub mod terminal;
pub mod witness;
