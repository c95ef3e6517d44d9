//! A process between the grader and a program: the one place where a program is started.
//!
//! It has a session of its own without a terminal, so the program cannot reach the teacher's. All
//! that the program starts and leaves behind becomes the keeper's child, and nothing else does, so
//! what is to be ended is known. It ends the program when its standard input, a socket to the
//! grader, ends: a grader that is killed leaves nothing running either.
//!
//! Around a box there are two: one outside, whom the program cannot reach and who looks at what it
//! takes, and one inside, who starts it and tells the other how it ends.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::{Errno, FdFlags, fcntl_setfd};
use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, WaitOptions, WaitStatus, kill_process, kill_process_group,
    setsid, wait, waitid,
};
use rustix::stdio::{dup2_stderr, dup2_stdout};
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System};

use crate::platform::{adopt_orphans, close_inherited_files};

use super::sandbox::{self, Excess, Limits};

/// The names under which Python is found, on one machine or another.
const PYTHONS: [&[&str]; 3] = [&["python3"], &["python"], &["py", "-3"]];
/// How long the keeper inside a box is waited for, before the grader is heard again.
const GLANCE: Duration = Duration::from_millis(10);
/// How often it looks at what a program in a box takes.
const LOOK: Duration = Duration::from_millis(100);
/// How long it tries to end what starts new processes all the time.
pub const END_LIMIT: Duration = Duration::from_secs(3);
/// How long it waits until a box is gone: nothing escapes, but a busy system takes its time.
pub const BOX_END_LIMIT: Duration = Duration::from_secs(30);

/// How a program has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By itself, with this exit code.
    Code(i32),
    /// By a signal.
    Signal(i32),
}

/// What a keeper tells the grader, a line each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The program was started.
    Started,
    /// The system does not start it: the error's number.
    NotStarted(i32),
    /// Its box could not be made.
    NoBox,
    /// It has taken too much, and is ended.
    Excess(Excess),
    /// It has ended; what it has started may go on.
    Ended(Ending),
    /// Nothing of it is left.
    Gone,
    /// Something of it could not be ended.
    Left,
}

impl Event {
    fn line(self) -> String {
        match self {
            Self::Started => "started\n".to_owned(),
            Self::NotStarted(errno) => format!("not-started {errno}\n"),
            Self::NoBox => "no-box\n".to_owned(),
            Self::Excess(excess) => {
                let (word, number) = excess.words();
                format!("{word} {number}\n")
            }
            Self::Ended(Ending::Code(code)) => format!("code {code}\n"),
            Self::Ended(Ending::Signal(signal)) => format!("signal {signal}\n"),
            Self::Gone => "gone\n".to_owned(),
            Self::Left => "left\n".to_owned(),
        }
    }

    /// The event of a line without its end.
    pub fn parse(line: &str) -> Option<Self> {
        let (word, digits) = line.split_once(' ').unwrap_or((line, "0"));
        if let Some(excess) = digits.parse().ok().and_then(|number| Excess::parse(word, number)) {
            return Some(Self::Excess(excess));
        }
        let number = digits.parse().ok()?;
        Some(match word {
            "started" => Self::Started,
            "not-started" => Self::NotStarted(number),
            "code" => Self::Ended(Ending::Code(number)),
            "signal" => Self::Ended(Ending::Signal(number)),
            "no-box" => Self::NoBox,
            "gone" => Self::Gone,
            "left" => Self::Left,
            _ => return None,
        })
    }
}

/// The command line of a keeper that starts these words, a box's if there are limits: this binary again.
pub fn command(
    words: impl IntoIterator<Item = impl AsRef<OsStr>>,
    limits: Option<Limits>,
) -> io::Result<Command> {
    // The file may have been replaced since; what runs can still be run.
    let running = Path::new("/proc/self/exe");
    let own = if running.exists() { running.into() } else { std::env::current_exe()? };
    let mut command = Command::new(own);
    command.args(["lab", "keep"]);
    if let Some(Limits { memory, disk }) = limits {
        command.args(["--around-box".to_owned(), memory.to_string(), disk.to_string()]);
    }
    command.arg("--").args(words);
    Ok(command)
}

/// Begins to keep: nothing of whoever started this can be reached from here but the grader.
fn begin() -> io::Result<UnixStream> {
    // What a shell or another program has left open is not meant for a learner's program.
    close_inherited_files();
    setsid()?;
    // Where the system does not know it, what leaves the program's group is found by its mark.
    let _ = adopt_orphans();
    Ok(UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?))
}

/// Only the program writes there: its output ends with it.
fn leave_output() -> io::Result<()> {
    let null = fs::File::options().write(true).open("/dev/null")?;
    Ok(dup2_stdout(&null).and_then(|()| dup2_stderr(&null))?)
}

/// Starts a program and keeps it until standard input, a socket, ends; in a box, within its limits.
///
/// # Errors
/// The grader is gone, or the system has no session for it.
pub fn keep(words: &[OsString], limits: Option<Limits>) -> io::Result<()> {
    let mut grader = begin()?;
    limits.map_or(Ok(()), |limits| limits.set())?;
    let program = match spawn(words) {
        Ok(program) => Pid::from_child(&program),
        Err(error) => {
            let errno = error.raw_os_error().unwrap_or(Errno::IO.raw_os_error());
            return tell(&mut grader, Event::NotStarted(errno));
        }
    };
    leave_output()?;
    tell(&mut grader, Event::Started)?;
    let group = Arc::new(Mutex::new(Some(program)));
    let (own, told) = (Arc::clone(&group), grader.try_clone()?);
    thread::Builder::new().spawn(move || reap(&own, told))?;
    while grader.read(&mut [0]).is_err_and(|error| is_timeout(&error)) {}
    // Held until this process ends, so that nothing else is waited for.
    let mut group = lock(&group);
    tell(&mut grader, if end(group.take(), END_LIMIT) { Event::Gone } else { Event::Left })
}

/// Waits for each child that ends, and tells when it is the program, which heads the group.
fn reap(group: &Mutex<Option<Pid>>, mut grader: UnixStream) {
    // Without the lock it is only looked at: its number must not become another process's while
    // all are being ended.
    while waitid(WaitId::All, WaitIdOptions::EXITED | WaitIdOptions::NOWAIT).is_ok() {
        let mut group = lock(group);
        while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
            if *group == Some(pid) {
                *group = None;
                // If the grader is gone, the next read says so.
                let _ = tell(&mut grader, Event::Ended(ending(status)));
            }
        }
    }
}

fn lock(group: &Mutex<Option<Pid>>) -> MutexGuard<'_, Option<Pid>> {
    group.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a box and keeps it until standard input, a socket, ends, or its program takes too much.
///
/// # Errors
/// The grader is gone, or the system has no session for it.
pub fn keep_box(words: &[OsString], limits: Limits) -> io::Result<()> {
    let mut grader = begin()?;
    let (inside, theirs) = UnixStream::pair()?;
    inside.set_read_timeout(Some(GLANCE))?;
    grader.set_nonblocking(true)?;
    let Some((bubblewrap, arguments)) = words.split_first() else {
        return Err(Errno::NOENT.into());
    };
    let mut command = Command::new(bubblewrap);
    // This one descriptor more is meant for bubblewrap.
    let calls = fs::File::open(sandbox::calls()).ok();
    if let Some(calls) = &calls {
        fcntl_setfd(calls, FdFlags::empty())?;
        command.args(["--seccomp", &calls.as_raw_fd().to_string()]);
    }
    command.args(arguments).stdin(OwnedFd::from(theirs)).process_group(0);
    let head = Pid::from_child(&sandbox::as_nobody(&mut command).spawn()?);
    // Only the box holds the other end now.
    drop((command, calls));
    leave_output()?;
    let mut inside = Inside { lines: BufReader::new(inside), line: String::new(), is_over: false };
    let (mut looked, mut started, mut ended) = (Instant::now(), false, false);
    loop {
        match inside.hear() {
            Some(event @ Event::NotStarted(_)) => {
                tell(&mut grader, event)?;
                break;
            }
            Some(event @ (Event::Started | Event::Ended(_))) => {
                (started, ended) = (true, event != Event::Started);
                tell(&mut grader, event)?;
            }
            None if inside.is_over && !started => {
                tell(&mut grader, Event::NoBox)?;
                break;
            }
            // Whoever ends the keeper inside has ended all of the box.
            None if inside.is_over && !ended => {
                ended = true;
                tell(&mut grader, Event::Ended(Ending::Signal(Signal::KILL.as_raw())))?;
            }
            _ => {}
        }
        if !ended && looked.elapsed() > LOOK {
            looked = Instant::now();
            if let Some(excess) = limits.excess(head, &sandbox::place()) {
                tell(&mut grader, Event::Excess(excess))?;
                // All that is in the box ends with its first process.
                let _ = kill_process_group(head, Signal::KILL);
            }
        }
        match grader.read(&mut [0]) {
            Err(error) if is_timeout(&error) => {}
            _ => break,
        }
    }
    let is_gone = end(Some(head), BOX_END_LIMIT);
    tell(&mut grader, if is_gone { Event::Gone } else { Event::Left })
}

/// The keeper in a box, as the one outside hears it.
struct Inside {
    lines: BufReader<UnixStream>,
    line: String,
    is_over: bool,
}

impl Inside {
    /// The next event, if one comes within a moment.
    fn hear(&mut self) -> Option<Event> {
        if self.is_over {
            thread::sleep(GLANCE);
            return None;
        }
        match self.lines.read_line(&mut self.line) {
            Ok(1..) if self.line.ends_with('\n') => {
                let event = Event::parse(self.line.trim_end());
                self.line.clear();
                event
            }
            Err(error) if is_timeout(&error) => None,
            _ => {
                self.is_over = true;
                None
            }
        }
    }
}

fn tell(grader: &mut UnixStream, event: Event) -> io::Result<()> {
    grader.write_all(event.line().as_bytes())
}

/// Is it that nothing has come yet?
pub fn is_timeout(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}

fn ending(status: WaitStatus) -> Ending {
    let signal = status.terminating_signal().map(Ending::Signal);
    signal.unwrap_or(Ending::Code(status.exit_status().unwrap_or_default()))
}

/// Ends all children, and theirs, which become this process's when their parents end. Whoever
/// forks faster than it is looked wins for a while, but not for long: `false` if it did.
fn end(group: Option<Pid>, limit: Duration) -> bool {
    let until = Instant::now() + limit;
    // A group is ended at once, whatever it is about to start.
    let _ = group.map(|group| kill_process_group(group, Signal::KILL));
    while Instant::now() < until {
        // None of these has been waited for: their numbers are nobody else's.
        children().into_iter().for_each(|child| _ = kill_process(child, Signal::KILL));
        loop {
            match wait(WaitOptions::NOHANG) {
                Ok(Some(_)) => {}
                Err(Errno::CHILD) => return true,
                _ => break,
            }
        }
        thread::yield_now();
    }
    false
}

/// The children of this thread, its zombies among them. It is the first of its process, so what the
/// process inherits is its own; the other thread starts nothing.
fn children() -> Vec<Pid> {
    let numbers = match fs::read_to_string("/proc/thread-self/children") {
        Ok(list) => list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect(),
        Err(_) => looked_for_children(),
    };
    numbers.into_iter().filter_map(Pid::from_raw).collect()
}

/// The same, where the system has no list of them.
fn looked_for_children() -> Vec<i32> {
    let Ok(mut system) = System::new() else { return Vec::new() };
    let kind = ProcessRefreshKind::nothing().without_tasks();
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, kind);
    let own = Some(sysinfo::Pid::from_u32(std::process::id()));
    let children = system.processes().values().filter(|process| process.parent() == own);
    children.filter_map(|child| i32::try_from(child.pid().as_u32()).ok()).collect()
}

/// Starts a program as the head of a process group of its own; Python under whichever of its names
/// is there.
fn spawn(words: &[OsString]) -> io::Result<Child> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(Errno::NOENT.into());
    };
    let spawn = |program: &[&OsStr]| {
        let mut command = Command::new(program[0]);
        command.args(&program[1..]).args(arguments).stdin(Stdio::null()).process_group(0).spawn()
    };
    let mut spawned = spawn(&[program]);
    let is_python = PYTHONS.iter().any(|python| OsStr::new(python[0]) == program);
    for python in PYTHONS.iter().filter(|_| is_python) {
        if !matches!(&spawned, Err(error) if error.kind() == io::ErrorKind::NotFound) {
            break;
        }
        let python: Vec<&OsStr> = python.iter().map(OsStr::new).collect();
        spawned = spawn(&python);
    }
    spawned
}
