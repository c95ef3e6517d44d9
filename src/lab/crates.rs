//! Fetches the crates of the kit's own programs, before boxes without a network build with them.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use super::assignment::write_files;
use super::materials::{Files, LessonSource};

const LOCK: &str = "Cargo.lock";

/// Has cargo fetch what the starters of these lessons name in their `Cargo.lock`, where it has not yet.
/// Where that cannot be, because there is no cargo or no network, whoever needs a crate is told by
/// cargo itself.
pub fn fetch_crates(source: &LessonSource) {
    let folders = source.folders();
    let starters = folders.iter().flat_map(|(_, folder)| {
        source.languages().iter().filter_map(|language| source.starter(folder, language).ok())
    });
    let mut locks = BTreeSet::new();
    for starter in starters {
        if starter.get(LOCK).is_some_and(|lock| locks.insert(lock.to_vec())) {
            fetch(&starter);
        }
    }
}

/// Nothing depends on whether it can be.
fn fetch(starter: &Files) -> Option<()> {
    let folder = tempfile::tempdir().ok()?;
    write_files(starter, folder.path()).ok()?;
    let mut cargo = Command::new("cargo");
    cargo.args(["fetch", "--locked", "--quiet"]).current_dir(folder.path());
    cargo.envs([("CARGO_NET_RETRY", "0"), ("CARGO_HTTP_TIMEOUT", "10")]);
    cargo.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    cargo.status().ok().map(|_| ())
}
