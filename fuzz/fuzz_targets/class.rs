//! A class that anything is done to, through the registry. `cargo +nightly fuzz run class`

#![no_main]

#[path = "../../tests/it/support/classroom.rs"]
mod classroom;
#[path = "../../tests/it/support/fuzzing.rs"]
mod fuzzing;
#[path = "../../tests/it/support/witness.rs"]
mod witness;

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzzing::class(data));
