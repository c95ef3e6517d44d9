//! Processes whose parents are gone: on Linux they become this one's, which is how those are found
//! that have left their program's group and its environment as well.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System};

/// The heads of the programs that run at this moment.
static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Notes that a program runs; its orphans will be this process's.
pub fn expect(head: u32) {
    // Where the system does not know it, orphans are found by their marks alone.
    let _ = adopt();
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner).insert(head);
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

fn end_all() {
    let Ok(mut system) = System::new() else { return };
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, ProcessRefreshKind::nothing());
    let own = Some(sysinfo::Pid::from_u32(std::process::id()));
    // Threads are listed as well.
    let all = system.processes().values().filter(|process| process.thread_kind().is_none());
    for process in all.filter(|process| process.parent() == own) {
        let pid = i32::try_from(process.pid().as_u32()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // It may have ended already, and is then only to be buried.
            let _ = kill_process(pid, Signal::KILL);
            let _ = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED);
        }
    }
}
