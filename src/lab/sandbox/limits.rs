//! What a program in a box may take: what the system limits by itself, and what has to be looked at.

use std::fs;
use std::io;
use std::path::Path;

use rustix::fs::statvfs;
use rustix::process::{Pid, Resource, Rlimit, setrlimit};
use rustix::system::uname;

use crate::locale::Locale;
use crate::say;

/// How many processes and threads may run in a box.
const MAX_TASKS: u64 = 1024;
/// So few below the limit nothing more can be started.
const TASKS_MARGIN: u64 = 4;
/// How many files a process may have open.
const MAX_OPEN_FILES: u64 = 4096;
/// How many files and folders a box may hold: each takes memory of the system.
const MAX_FILES: u64 = 400_000;
/// With less room than this the box is full.
const FULL: u64 = 64 * 1024;
/// Since this version Linux counts the processes of each box by itself, not those of a user.
const COUNTS_PER_BOX: (u32, u32) = (5, 14);
const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// What a program may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// In bytes, all of its processes together.
    pub memory: u64,
    /// In bytes, all files of its box together.
    pub disk: u64,
}

/// What a program has taken too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// More memory than so many bytes.
    Memory(u64),
    /// All processes that it may have.
    Tasks,
    /// All room that there is for its files, of so many bytes.
    Disk(u64),
}

impl Excess {
    /// Its word and number between processes.
    pub fn words(self) -> (&'static str, u64) {
        match self {
            Self::Memory(limit) => ("memory", limit),
            Self::Tasks => ("tasks", MAX_TASKS),
            Self::Disk(limit) => ("disk", limit),
        }
    }

    /// The excess of such words.
    pub fn parse(word: &str, number: u64) -> Option<Self> {
        let all = [Self::Memory(number), Self::Tasks, Self::Disk(number)];
        all.into_iter().find(|excess| excess.words().0 == word)
    }

    /// What happened, in one line for a person.
    pub fn explain(self, locale: Locale) -> String {
        match self {
            Self::Memory(limit) => say!(locale, "lab-excess-memory", mebibytes = limit / MIB),
            Self::Tasks => say!(locale, "lab-excess-tasks", limit = MAX_TASKS),
            Self::Disk(limit) => say!(locale, "lab-excess-disk", mebibytes = limit / MIB),
        }
    }
}

impl Limits {
    /// Sets what the system limits by itself, for this process and those that it starts.
    pub fn set(&self) -> io::Result<()> {
        let limit = |resource, limit: u64| {
            setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) })
        };
        limit(Resource::Core, 0)?;
        limit(Resource::Fsize, self.disk)?;
        // It may be less already.
        let _ = limit(Resource::Nofile, MAX_OPEN_FILES);
        if version().is_some_and(|version| version >= COUNTS_PER_BOX) {
            let _ = limit(Resource::Nproc, MAX_TASKS);
        }
        Ok(())
    }

    /// What is taken too much of by this process and all below it, whose files are in this box.
    pub fn excess(&self, head: Pid, folder: &Path) -> Option<Excess> {
        let all = Tasks::below(head);
        if all.count >= MAX_TASKS - TASKS_MARGIN {
            return Some(Excess::Tasks);
        }
        // What several of them share counts once, but takes longer to find out.
        let is_much = all.memory(of_status) > self.memory && all.memory(of_rollup) > self.memory;
        if is_much {
            return Some(Excess::Memory(self.memory));
        }
        let files = statvfs(folder).ok()?;
        let is_full = files.f_bavail * files.f_frsize < FULL
            || files.f_files.saturating_sub(files.f_ffree) > MAX_FILES;
        is_full.then_some(Excess::Disk(self.disk))
    }
}

/// Processes, and how many threads they have.
struct Tasks {
    processes: Vec<String>,
    count: u64,
}

impl Tasks {
    fn below(head: Pid) -> Self {
        let mut tasks = Self { processes: vec![head.to_string()], count: 0 };
        let mut next = 0;
        while let Some(process) = tasks.processes.get(next) {
            next += 1;
            // One that has ended meanwhile has none.
            let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten();
            for thread in threads.flatten() {
                tasks.count += 1;
                let children = fs::read_to_string(thread.path().join("children"));
                let children = children.unwrap_or_default();
                tasks.processes.extend(children.split_whitespace().map(str::to_owned));
            }
        }
        tasks
    }

    /// How much they use, in bytes, by what `of` says of each.
    fn memory(&self, of: impl Fn(&str) -> u64) -> u64 {
        self.processes.iter().map(|process| of(process)).sum()
    }
}

/// What a process has in memory, also what was put out to disk; what it shares counts in full.
fn of_status(process: &str) -> u64 {
    kibibytes(&format!("/proc/{process}/status"), &["VmRSS:", "VmSwap:"])
}

/// The same, and its part of what it shares.
fn of_rollup(process: &str) -> u64 {
    let file = format!("/proc/{process}/smaps_rollup");
    // Not every kernel has it, and it may not be for us.
    if fs::File::open(&file).is_err() {
        return of_status(process);
    }
    kibibytes(&file, &["Pss:", "SwapPss:"])
}

/// The sum of these lines of such a file, in bytes.
fn kibibytes(file: &str, names: &[&str]) -> u64 {
    let text = fs::read_to_string(file).unwrap_or_default();
    let of_line = |line: &str| {
        let mut words = line.split_whitespace();
        let is_wanted = words.next().is_some_and(|name| names.contains(&name));
        words.next().filter(|_| is_wanted)?.parse::<u64>().ok()
    };
    text.lines().filter_map(of_line).sum::<u64>() * KIB
}

/// The kernel's version.
fn version() -> Option<(u32, u32)> {
    let name = uname();
    let mut numbers = name.release().to_str().ok()?.split(['.', '-']);
    let mut number = || numbers.next()?.parse().ok();
    Some((number()?, number()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excess_is_told_between_processes() {
        for excess in [Excess::Memory(5), Excess::Tasks, Excess::Disk(7)] {
            let (word, number) = excess.words();
            assert_eq!(Excess::parse(word, number), Some(excess));
        }
        assert_eq!(Excess::parse("other", 1), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_this_process_takes_is_seen() {
        let own = rustix::process::getpid();
        let limits = |memory| Limits { memory, disk: 1 };
        assert_eq!(limits(KIB).excess(own, Path::new("/")), Some(Excess::Memory(KIB)));
        let tasks = Tasks::below(own);
        assert!(tasks.count >= 1 && tasks.memory(of_rollup) <= tasks.memory(of_status));
        assert!(version().is_some());
    }
}
