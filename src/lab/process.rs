//! A learner's program as the system knows it: what descends from its keeper.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::iter;
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Signal, kill_process};
use sysinfo::{Pid, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System, UpdateKind};

use crate::platform::ADOPTS_ORPHANS;

use super::keeper::{BOX_END_LIMIT, END_LIMIT, Ending, Event, is_timeout};
use super::output::Output;
use super::sandbox::{Excess, LAYERS};

/// The variable by which what has escaped from its keeper is found again.
const MARK: &str = "SALA_LAB_MARK";

/// How long a keeper has to start a program, on a machine with much else to do.
const START_LIMIT: Duration = Duration::from_secs(30);
/// How long the last words of a box that could not be made are waited for.
const LAST_OUTPUT: Duration = Duration::from_secs(1);
/// How often it is looked whether a keeper has told something that is waited for.
const GLANCE: Duration = Duration::from_millis(1);
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

/// What came of ending a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing of it is left.
    Clean,
    /// It has ended its keeper, or starts processes faster than they can be ended.
    Escaped,
}

/// A program that was started. It is ended, with all that it has started, when this is dropped.
#[derive(Debug)]
pub struct Process {
    keeper: Child,
    /// How many processes of its box are between the keeper and it.
    layers: usize,
    mark: String,
    heard: Mutex<Heard>,
    /// How it was ended, if it was.
    end: Option<End>,
}

/// What the keeper has told.
#[derive(Debug)]
struct Heard {
    keeper: BufReader<UnixStream>,
    line: String,
    ending: Option<Ending>,
    excess: Option<Excess>,
    /// What it said last.
    last: Option<Event>,
    /// It says no more.
    over: bool,
}

impl Heard {
    /// Takes in what has come and, until there is what is `wanted`, what comes within this time.
    fn hear(&mut self, limit: Duration, wanted: impl Fn(Event) -> bool) {
        let began = Instant::now();
        while !self.over && !self.last.is_some_and(&wanted) {
            match self.keeper.read_line(&mut self.line) {
                Ok(1..) if self.line.ends_with('\n') => {
                    self.last = Event::parse(self.line.trim_end());
                    self.line.clear();
                    match self.last {
                        Some(Event::Ended(ending)) => self.ending = Some(ending),
                        Some(Event::Excess(excess)) => self.excess = Some(excess),
                        _ => {}
                    }
                }
                Err(error) if is_timeout(&error) && began.elapsed() >= limit => return,
                Err(error) if is_timeout(&error) => thread::sleep(GLANCE),
                _ => self.over = true,
            }
        }
    }
}

impl Process {
    /// Starts a keeper's command line and takes charge of the program, in a box or not, and of what it
    /// prints.
    pub fn start(mut command: Command, in_box: bool, output: &Arc<Output>) -> io::Result<Self> {
        let mark = format!("{:016x}", fastrand::u64(..));
        let (own, keepers) = UnixStream::pair()?;
        own.set_nonblocking(true)?;
        // Nothing leaves a box.
        if !in_box {
            command.env(MARK, &mark);
        }
        command.stdin(OwnedFd::from(keepers));
        let keeper = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        // The keeper's end of the socket is the keeper's alone, so that it ends with it.
        drop(command);
        let (keepers_words, line) = (BufReader::new(own), String::new());
        let (ending, excess, last, over) = (None, None, None, false);
        let heard = Heard { keeper: keepers_words, line, ending, excess, last, over };
        let layers = if in_box { LAYERS } else { 0 };
        let mut process = Self { keeper, layers, mark, heard: Mutex::new(heard), end: None };
        if let Some(stdout) = process.keeper.stdout.take() {
            output.take(stdout, false)?;
        }
        if let Some(stderr) = process.keeper.stderr.take() {
            output.take(stderr, true)?;
        }
        process.lock().hear(START_LIMIT, |_| true);
        let first = process.lock().last;
        match first {
            Some(Event::NotStarted(errno)) => Err(io::Error::from_raw_os_error(errno)),
            Some(Event::NoBox) => {
                output.await_end(LAST_OUTPUT);
                let last = output.lines().pop().map(|said| said.line).unwrap_or_default();
                Err(io::Error::other(String::from_utf8_lossy(&last).into_owned()))
            }
            None => Err(io::ErrorKind::TimedOut.into()),
            Some(_) => Ok(process),
        }
    }

    /// How it has ended, if it has.
    pub fn ending(&self) -> Option<Ending> {
        let mut heard = self.lock();
        heard.hear(Duration::ZERO, |_| false);
        heard.ending
    }

    /// What it has taken too much of, so that it was ended.
    pub fn excess(&self) -> Option<Excess> {
        let mut heard = self.lock();
        heard.hear(Duration::ZERO, |_| false);
        heard.excess
    }

    /// Is its keeper gone, so that it runs unwatched?
    pub fn is_unwatched(&self) -> bool {
        let mut heard = self.lock();
        heard.hear(Duration::ZERO, |_| false);
        heard.over
    }

    /// Which of these processes are part of it.
    pub fn own(&self, pids: impl IntoIterator<Item = u32>) -> BTreeSet<u32> {
        let Ok(mut system) = System::new() else { return BTreeSet::new() };
        pids.into_iter()
            .filter(|pid| self.is_descendant(Pid::from_u32(*pid), &mut system))
            .collect()
    }

    /// Does any of it run, also after its head has ended?
    pub fn is_running(&self) -> bool {
        let Some(system) = look(ProcessRefreshKind::nothing()) else { return false };
        let mut all = system.processes().values();
        all.any(|one| one.status() != ProcessStatus::Zombie && self.is_own(one.pid(), &system))
    }

    /// Does it want to work, and has it had hardly any processor time so far?
    pub fn is_starved(&self, so_far: Duration) -> bool {
        let (wants, time) = self.work(used);
        wants && time < so_far.mul_f64(STARVED_SHARE)
    }

    /// How long all of it has used a processor, or has waited for one where the system tells: a loop
    /// that spins does either all the time, however many others run.
    pub fn processor_demand(&self) -> Duration {
        self.work(|process| demand(process.pid()).unwrap_or_else(|| used(process))).1
    }

    /// Is nothing of it left? What it has started may go on when it has ended itself.
    pub fn has_ended(&self) -> bool {
        let Some(system) = look(ProcessRefreshKind::nothing()) else { return false };
        let mut all = system.processes().keys();
        self.ending().is_some() && !all.any(|pid| self.is_own(*pid, &system))
    }

    /// Whether any of it runs, or would if it were let, and the sum of what `of` says of each.
    fn work(&self, of: impl Fn(&sysinfo::Process) -> Duration) -> (bool, Duration) {
        let system = look(ProcessRefreshKind::nothing().with_cpu());
        let Some(system) = system else { return (false, Duration::ZERO) };
        let own = system.processes().values().filter(|one| self.is_own(one.pid(), &system));
        own.fold((false, Duration::ZERO), |(wants, time), process| {
            (wants || process.status() == ProcessStatus::Run, time + of(process))
        })
    }

    /// As [`Self::is_own`], of a system that is looked at only as far as that needs.
    fn is_descendant(&self, pid: Pid, system: &mut System) -> bool {
        let mut parent = |pid: &Pid| {
            let (only, kind) = ([*pid], ProcessRefreshKind::nothing().without_tasks());
            system.refresh_processes_specifics(ProcessesToUpdate::Some(&only), true, kind);
            system.process(*pid).and_then(sysinfo::Process::parent)
        };
        let keeper = Pid::from_u32(self.keeper.id());
        let mut above = iter::successors(Some(pid), |pid| parent(pid)).skip(1 + self.layers);
        above.any(|ancestor| ancestor == keeper)
    }

    /// Does a process descend from the keeper? Orphans do: they become the keeper's children.
    fn is_own(&self, pid: Pid, system: &System) -> bool {
        let parent = |pid: &Pid| system.process(*pid).and_then(sysinfo::Process::parent);
        let keeper = Pid::from_u32(self.keeper.id());
        let mut above = iter::successors(Some(pid), parent).skip(1 + self.layers);
        above.any(|ancestor| ancestor == keeper)
    }

    /// Ends it at once, as a power cut would, and all that it has started.
    pub fn end(&mut self) -> End {
        if let Some(end) = self.end {
            return end;
        }
        let mut heard = self.lock();
        // A keeper that is gone needs no word.
        let _ = heard.keeper.get_ref().shutdown(Shutdown::Write);
        let last = |event| matches!(event, Event::NotStarted(_) | Event::Gone | Event::Left);
        let limit = if self.layers > 0 { BOX_END_LIMIT } else { END_LIMIT };
        heard.hear(2 * limit, last);
        let is_clean = matches!(heard.last, Some(Event::NotStarted(_) | Event::Gone));
        drop(heard);
        // One that says nothing any more may have been stopped.
        let _ = self.keeper.kill().and_then(|()| self.keeper.wait());
        if !is_clean || !ADOPTS_ORPHANS {
            self.end_strays();
        }
        *self.end.insert(if is_clean { End::Clean } else { End::Escaped })
    }

    /// Ends what has left the keeper, but not changed its environment.
    fn end_strays(&self) {
        let mark = format!("{MARK}={}", self.mark);
        // One that is about to start another may escape the first look.
        for _ in 0..SWEEPS {
            let kind = ProcessRefreshKind::nothing().with_environ(UpdateKind::Always);
            let Some(system) = look(kind) else { return };
            let is_stray = |one: &&sysinfo::Process| one.environ().iter().any(|one| *one == *mark);
            let strays = system.processes().values().filter(is_stray);
            let pids = strays.filter_map(|stray| i32::try_from(stray.pid().as_u32()).ok());
            let pids: Vec<_> = pids.filter_map(rustix::process::Pid::from_raw).collect();
            if pids.is_empty() {
                return;
            }
            // It may be gone already.
            pids.into_iter().for_each(|pid| _ = kill_process(pid, Signal::KILL));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Heard> {
        // Who dies while holding it leaves what was heard until then.
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All processes, where the system tells; what their threads do is told of them.
fn look(kind: ProcessRefreshKind) -> Option<System> {
    let mut system = System::new().ok()?;
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, kind.without_tasks());
    Some(system)
}

/// How much processor time a process has used.
fn used(process: &sysinfo::Process) -> Duration {
    Duration::from_millis(process.accumulated_cpu_time())
}

/// From Linux's `schedstat` of each thread: nanoseconds on a processor, and waiting for one.
fn demand(pid: Pid) -> Option<Duration> {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    let of_thread = |thread: fs::DirEntry| {
        let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        let mut numbers = text.split_whitespace().map_while(|number| number.parse::<u64>().ok());
        Some(Duration::from_nanos(numbers.next()? + numbers.next()?))
    };
    let all: Vec<Duration> = threads.flatten().filter_map(of_thread).collect();
    (!all.is_empty()).then(|| all.iter().sum())
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}
