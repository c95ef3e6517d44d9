//! A learner's program as the system knows it: a group of processes, and how all of it is ended.

use std::collections::BTreeSet;
use std::io;
use std::process::Child;
use std::sync::Arc;
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Signal, WaitId, WaitIdOptions, kill_process, kill_process_group, waitid};
use sysinfo::{Pid, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System, UpdateKind};

use super::orphans;
use super::output::Output;

/// The variable by which all that a program has started is found again.
const MARK: &str = "SALA_LAB_MARK";

/// The share of a processor with which a program that wants to work gets nowhere.
const STARVED_SHARE: f64 = 0.3;
/// How often what a program has started is looked for, at most, when it is ended.
const SWEEPS: usize = 20;
/// What the system says when it has run out of something that a grading needs.
const EXHAUSTED: [Errno; 5] =
    [Errno::MFILE, Errno::NFILE, Errno::NOMEM, Errno::NOBUFS, Errno::AGAIN];

/// Is it that the system has run out of something? No program is to blame for that.
pub fn has_run_out(error: &io::Error) -> bool {
    EXHAUSTED.iter().any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

/// How a program has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By itself, with this exit code.
    Code(i32),
    /// By a signal.
    Signal(i32),
}

/// One of a program's processes.
struct Own {
    pid: u32,
    /// The processor time that it has used.
    milliseconds: u64,
    /// It runs, or would if it were let.
    wants: bool,
}

/// A program that was started. It is ended, with all that it has started, when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    group: rustix::process::Pid,
    mark: String,
}

impl Process {
    /// Starts a program and takes charge of it, and of what it prints. `start` gives it the mark.
    pub fn start(
        start: impl FnOnce((&str, &str)) -> io::Result<Child>,
        output: &Arc<Output>,
    ) -> io::Result<Self> {
        let mark = format!("{:016x}", fastrand::u64(..));
        let child = orphans::spawn(|| start((MARK, &mark)))?;
        let group = rustix::process::Pid::from_child(&child);
        let mut process = Self { child, group, mark };
        if let Some(stdout) = process.child.stdout.take() {
            output.take(stdout, false)?;
        }
        if let Some(stderr) = process.child.stderr.take() {
            output.take(stderr, true)?;
        }
        Ok(process)
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
        self.look(ProcessesToUpdate::Some(&pids)).map(|own| own.pid).collect()
    }

    /// Does it want to work, and has it had hardly any processor time so far?
    pub fn is_starved(&self, so_far: Duration) -> bool {
        let wants = self.look(ProcessesToUpdate::All).any(|own| own.wants);
        wants && self.processor_time() < so_far.mul_f64(STARVED_SHARE)
    }

    /// How much processor time all of it has used.
    pub fn processor_time(&self) -> Duration {
        let milliseconds = self.look(ProcessesToUpdate::All).map(|own| own.milliseconds).sum();
        Duration::from_millis(milliseconds)
    }

    /// Its processes among these. They are known by their mark; the group would not do, because some leave it.
    fn look(&self, among: ProcessesToUpdate<'_>) -> impl Iterator<Item = Own> {
        let mut system = System::new().ok();
        let kind = ProcessRefreshKind::nothing().with_cpu().with_environ(UpdateKind::Always);
        if let Some(system) = &mut system {
            system.refresh_processes_specifics(among, true, kind);
        }
        let all = system.iter().flat_map(|system| system.processes().values());
        let head = Pid::from_u32(self.child.id());
        let mark = format!("{MARK}={}", self.mark);
        // Threads are listed as well, and what they have used is their process's.
        let processes = all.filter(|process| process.thread_kind().is_none());
        let own = processes.filter(|process| {
            process.pid() == head
                || process.parent() == Some(head)
                || process.environ().iter().any(|variable| variable == mark.as_str())
        });
        let found: Vec<Own> = own
            .map(|process| Own {
                pid: process.pid().as_u32(),
                milliseconds: process.accumulated_cpu_time(),
                wants: process.status() == ProcessStatus::Run,
            })
            .collect();
        found.into_iter()
    }

    /// Ends it at once, as a power cut would, and all that it has started.
    fn end(&mut self) {
        // It may have ended before; then nothing is left to be killed.
        let _ = kill_process_group(self.group, Signal::KILL);
        self.end_strays();
        // Until here its number is nobody else's.
        let _ = self.child.wait();
        orphans::end(self.child.id());
    }

    /// Ends what has left the group, but not changed its environment.
    fn end_strays(&self) {
        let head = self.child.id();
        // One that is about to start another may escape the first look.
        for _ in 0..SWEEPS {
            let strays = self.look(ProcessesToUpdate::All).filter(|own| own.pid != head);
            let killed: Vec<_> = strays.map(|own| end_one(own.pid)).collect();
            if killed.is_empty() {
                return;
            }
        }
    }
}

fn end_one(pid: u32) {
    let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
    // It may be gone already.
    let _ = pid.map(|pid| kill_process(pid, Signal::KILL));
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}
