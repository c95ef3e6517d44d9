//! A learner's program as the system knows it: a group of processes, and how all of it is ended.

use std::collections::BTreeSet;
use std::process::Child;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Signal, WaitId, WaitIdOptions, kill_process, kill_process_group, waitid};
use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System, UpdateKind};

use super::output::Output;

/// The variable by which all that a program has started is found again.
pub const MARK: &str = "SALA_LAB_MARK";

/// How a program has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By itself, with this exit code.
    Code(i32),
    /// By a signal.
    Signal(i32),
}

/// A program that was started. It is ended, with all that it has started, when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    group: rustix::process::Pid,
    mark: String,
}

impl Process {
    /// A mark for the environment of a program, unlike any other.
    pub fn new_mark() -> String {
        format!("{:016x}", fastrand::u64(..))
    }

    /// Takes charge of a program, and of what it prints.
    pub fn new(mut child: Child, mark: String, output: &Arc<Output>) -> Self {
        if let Some(stdout) = child.stdout.take() {
            output.take(stdout, false);
        }
        if let Some(stderr) = child.stderr.take() {
            output.take(stderr, true);
        }
        Self { group: rustix::process::Pid::from_child(&child), child, mark }
    }

    /// How it has ended, if it has. It is left as it is, so that its number is nobody else's.
    pub fn ending(&self) -> Option<Ending> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        let status = waitid(WaitId::Pid(self.group), options).ok()??;
        let signal = status.terminating_signal().map(Ending::Signal);
        signal.or(status.exit_status().map(Ending::Code))
    }

    /// Which of these processes are part of it.
    pub fn own(&self, pids: impl IntoIterator<Item = u32>) -> BTreeSet<u32> {
        let pids: Vec<Pid> = pids.into_iter().map(Pid::from_u32).collect();
        self.look(ProcessesToUpdate::Some(&pids)).map(|(pid, _)| pid).collect()
    }

    /// How much processor time all of it has used.
    pub fn processor_time(&self) -> Duration {
        let milliseconds = self.look(ProcessesToUpdate::All).map(|(_, time)| time).sum();
        Duration::from_millis(milliseconds)
    }

    /// Its processes among these: their numbers, and the processor time of each in milliseconds.
    /// They are known by their mark; the group would not do, because some leave it.
    fn look(&self, among: ProcessesToUpdate<'_>) -> impl Iterator<Item = (u32, u64)> {
        let mut system = System::new().ok();
        let kind = ProcessRefreshKind::nothing().with_cpu().with_environ(UpdateKind::Always);
        if let Some(system) = &mut system {
            system.refresh_processes_specifics(among, true, kind);
        }
        let all = system.iter().flat_map(|system| system.processes().values());
        let head = Pid::from_u32(self.child.id());
        let mark = format!("{MARK}={}", self.mark);
        let own = all.filter(|process| {
            process.pid() == head
                || process.parent() == Some(head)
                || process.environ().iter().any(|variable| variable == mark.as_str())
        });
        let found: Vec<(u32, u64)> =
            own.map(|process| (process.pid().as_u32(), process.accumulated_cpu_time())).collect();
        found.into_iter()
    }

    /// Ends it at once, as a power cut would, and all that it has started.
    pub fn end(&mut self) {
        // It may have ended before; then nothing is left to be killed.
        let _ = kill_process_group(self.group, Signal::KILL);
        let _ = self.child.wait();
        self.end_strays();
    }

    /// Ends what has left the group, but not changed its environment.
    fn end_strays(&self) {
        let head = self.child.id();
        for (pid, _) in self.look(ProcessesToUpdate::All).filter(|(pid, _)| *pid != head) {
            let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
            // It may be gone already.
            let _ = pid.map(|pid| kill_process(pid, Signal::KILL));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}
