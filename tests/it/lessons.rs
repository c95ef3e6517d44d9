//! The lessons themselves: each starter fails, each solution passes, each broken program fails as
//! it should and is told what it should be told; pages and hints are whole.

use assert_cmd::Command;
use predicates::str::contains;

use crate::support::server::sala;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn every_program_of_every_lesson_does_what_it_is_there_for() {
    let mut command = Command::from_std(sala());
    command
        .current_dir(ROOT)
        .args(["lab", "lint", "--jobs", "24", "--lang", "en"])
        // What the Rust solution of lesson 13 needs is built once.
        .args(["--cache", "target/lab"])
        .assert()
        .success()
        .stdout(contains("13 lessons in order"));
}
