//! Processes whose parents are gone: on Linux they become this one's, which is how those are found
//! that have left their program's group and its environment as well.

use std::collections::BTreeSet;
use std::io;
use std::process::Child;
use std::sync::{Mutex, PoisonError};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System};

/// How often orphans are looked for, at most.
const SWEEPS: usize = 20;

/// The heads of the programs that run at this moment.
static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Starts a program, whose orphans will be this process's.
pub fn spawn(start: impl FnOnce() -> io::Result<Child>) -> io::Result<Child> {
    // Where the system does not know it, orphans are found by their marks alone.
    let _ = adopt();
    // Held meanwhile, so that nobody takes what is just being started for an orphan.
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let child = start()?;
    running.insert(child.id());
    Ok(child)
}

/// Notes that a program has ended and, if it was the last, ends all orphans. Whose they are cannot
/// be told, so they are left alone while another program runs.
pub fn end(head: u32) {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    running.remove(&head);
    if running.is_empty() {
        end_all();
    }
}

#[cfg(target_os = "linux")]
fn adopt() -> io::Result<()> {
    Ok(rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?)
}

#[cfg(not(target_os = "linux"))]
fn adopt() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Ends orphans until there are none: those of an orphan appear when it is ended.
fn end_all() {
    for _ in 0..SWEEPS {
        if !end_some() {
            return;
        }
    }
}

/// Ends those that are there; `false` if there are none that can be ended.
fn end_some() -> bool {
    let Ok(mut system) = System::new() else { return false };
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, ProcessRefreshKind::nothing());
    let own = Some(sysinfo::Pid::from_u32(std::process::id()));
    // Threads are listed as well.
    let all = system.processes().values().filter(|process| process.thread_kind().is_none());
    let orphans = all.filter(|process| process.parent() == own);
    let pids = orphans.filter_map(|process| i32::try_from(process.pid().as_u32()).ok());
    let ended = pids.filter_map(Pid::from_raw).filter(|pid| {
        // Whom this process may not end, it does not wait for either.
        let killed = kill_process(*pid, Signal::KILL).is_ok();
        killed && waitid(WaitId::Pid(*pid), WaitIdOptions::EXITED).is_ok()
    });
    ended.count() > 0
}
