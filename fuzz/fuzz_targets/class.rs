//! A class that anything is done to, through the registry. `cargo +nightly fuzz run class`

#![no_main]

#[path = "../../tests/support/classroom.rs"]
mod classroom;
#[path = "../../tests/support/fuzzing.rs"]
mod fuzzing;
#[path = "../../tests/support/witness.rs"]
mod witness;

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzzing::class(data));
