//! What students are told about servers that are wrong in one way each: no cause that is untrue.
//!
//! `tests/programs/wrong/faults.toml` has the servers and the table. A few are tried, each in a lesson
//! of the table; with `SALA_TESTS=exhaustive`, every one in each of the lessons 1 to 8.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::{fs, iter, thread};

use assert_cmd::Command;
use regex::Regex;
use sala::lab::Edit;
use serde::Deserialize;

use crate::support::{is_exhaustive, server::sala};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs/wrong");
/// Every so many of the servers are tried when not all are.
const STEP: usize = 6;
/// How many are tried at once: most of the time they wait.
const WORKERS: usize = 6;
/// Where a step fails that an earlier lesson teaches.
const EARLIER: &str = "This step needs only what lesson ";

#[derive(Deserialize)]
struct Faults {
    fault: Vec<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    name: String,
    /// By lesson, how each cause and each advice may begin; it fails these lessons.
    #[serde(default)]
    told: BTreeMap<String, Vec<String>>,
    /// How causes may begin in other lessons besides.
    #[serde(default)]
    also: Vec<String>,
    edit: Vec<Edit>,
}

/// Words without who they are about: each lesson has other bots.
fn anybody(told: &str) -> String {
    let name = Regex::new(r"(?i)\b(ana|bob|caio|dora)\b").unwrap();
    name.replace_all(told, "NAME").into_owned()
}

impl Fault {
    fn program(&self, right: &str) -> String {
        self.edit.iter().fold(right.to_owned(), |program, edit| {
            assert_eq!(program.matches(&edit.find).count(), 1, "{}: {}", self.name, edit.find);
            program.replace(&edit.find, &edit.replace)
        })
    }

    /// The lessons in which it is tried, with what may be told there.
    fn tries(&self, all: bool) -> Vec<(String, Vec<&str>)> {
        let own = |lesson: &str| self.told.get(lesson).into_iter().flatten().map(String::as_str);
        if !all {
            return self.told.keys().map(|one| (one.clone(), own(one).collect())).collect();
        }
        let anywhere = || self.told.values().flatten().map(String::as_str).chain([EARLIER]);
        (1..=8).map(|number| (number.to_string(), anywhere().collect())).collect()
    }

    /// May this be told in a lesson? In its own lessons, what the table says; in others, any cause
    /// that the table has for it, of whomever, and whatever advice a check has for what was seen.
    fn allows(&self, lesson: &str, is_cause: bool, told: &str, allowed: &[&str]) -> bool {
        let is_own = self.told.contains_key(lesson);
        let begins = |begin: &&str| match is_own {
            true => told.starts_with(begin),
            false => anybody(told).starts_with(&anybody(begin)),
        };
        let also = self.also.iter().map(String::as_str).filter(|_| !is_own);
        told.starts_with("The same as above.")
            || !(is_own || is_cause)
            || allowed.iter().copied().chain(also).any(|begin| begins(&begin))
    }

    /// What is told in a lesson that should not be, or that the server passes though it must not.
    fn mistold(&self, right: &str, lesson: &str, allowed: &[&str]) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("chat.py"), self.program(right)).unwrap();
        let mut command = Command::from_std(sala());
        command.current_dir(folder.path());
        command.args(["lab", "check", lesson, "--lang", "en", "--", "python3", "chat.py"]);
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let why = Regex::new(r"(?m)^    (likely cause|where to look) +(.+)$").unwrap();
        let mut told = why.captures_iter(&text).map(|found| found.extract::<2>().1);
        let failed = output.status.code() == Some(1);
        let right = (failed || !self.told.contains_key(lesson))
            && told.all(|[key, told]| self.allows(lesson, key == "likely cause", told, allowed));
        (!right).then(|| format!("{} in lesson {lesson}: {text}", self.name))
    }
}

#[test]
fn no_cause_is_told_that_is_untrue() {
    let read = |name: &str| fs::read_to_string(Path::new(FOLDER).join(name)).unwrap();
    let (right, faults) = (read("chat.py"), read("faults.toml"));
    let Faults { fault: faults } = toml::from_str(&faults).unwrap();
    let all = is_exhaustive();
    let tries = faults.iter().flat_map(|fault| {
        fault.tries(all).into_iter().map(move |(lesson, allowed)| (fault, lesson, allowed))
    });
    let tries = Mutex::new(tries.step_by(if all { 1 } else { STEP }));
    let next = || tries.lock().unwrap().next();
    let wrong: Vec<String> = thread::scope(|scope| {
        let work = || {
            iter::from_fn(next)
                .filter_map(|(fault, lesson, allowed)| fault.mistold(&right, &lesson, &allowed))
                .collect::<Vec<_>>()
        };
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
