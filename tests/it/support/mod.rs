//! What several tests need.

pub mod classroom;
pub mod faulty_server;
pub mod fuzzing;
pub mod journal;
pub mod python;
pub mod scripted_server;
pub mod tls;
pub mod server;
pub mod source;
pub mod terminal;
pub mod witness;

/// Says that a test did not run, where it may be left out, because the machine lacks something.
pub fn skip(lacks: &str) {
    assert!(std::env::var("SALA_TESTS").is_err(), "not there: {lacks}");
    eprintln!("skipped, not there: {lacks}");
}
