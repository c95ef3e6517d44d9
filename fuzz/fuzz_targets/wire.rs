//! Bytes to lines, and lines to what they say. `cargo +nightly fuzz run wire`

#![no_main]

#[path = "../../tests/it/support/classroom.rs"]
#[allow(dead_code, reason = "for the other target")]
mod classroom;
#[path = "../../tests/it/support/fuzzing.rs"]
mod fuzzing;
#[path = "../../tests/it/support/witness.rs"]
#[allow(dead_code, reason = "for the other target")]
mod witness;

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzzing::wire(data));
