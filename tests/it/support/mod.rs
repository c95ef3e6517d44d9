//! What several tests need.

use std::io::Write;
use std::{env, fs, thread};

pub mod browser;
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

/// Is a program missing that a test needs? Then the test is skipped; on Debian this package has it.
pub fn lacks(program: &str, package: &str) -> bool {
    let mut folders = env::split_paths(python::path());
    let lacks = !folders.any(|folder| folder.join(program).is_file());
    if lacks {
        skip(program, &format!("apt-get install {package}"));
    }
    lacks
}

/// Says which test is skipped, what is not there and how it comes there; an error with `SALA_TESTS`
/// (`all` or `exhaustive`). `tests/run.sh` gathers what is said.
pub fn skip(lacking: &str, remedy: &str) {
    let test = thread::current().name().unwrap_or_default().to_owned();
    let words = format!("skipped {test}: {lacking} is not there ({remedy})\n");
    let asked = env::var("SALA_TESTS").unwrap_or_default();
    assert!(!["all", "exhaustive"].contains(&asked.as_str()), "{words}");
    if let Some(file) = env::var_os("SKIPPED_TESTS") {
        let file = fs::File::options().append(true).open(file);
        file.and_then(|mut file| file.write_all(words.as_bytes())).unwrap();
    }
    eprint!("{words}");
}

/// Is every row of every table to be tried, however long it takes?
pub fn is_exhaustive() -> bool {
    env::var("SALA_TESTS").is_ok_and(|tests| tests == "exhaustive")
}
