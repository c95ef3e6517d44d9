//! A learner's program while a check is played: it listens, prints, is killed and starts again.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::bot;
use crate::link::{Address, CertificateFiles, Fingerprint, sleep};

use super::keeper::Ending;
use super::launch::{Launch, ProgramEnvironment, START_LIMIT};
use super::listening::Wait;
use super::output::{Output, OutputLine};
use super::process::{End, Process, has_run_out};
use super::sandbox::{Sandbox, give, place};
use super::start_failure::StartFailure;

/// How long a build may take.
const BUILD_LIMIT: Duration = Duration::from_secs(600);
/// How often it is looked whether a build has ended.
const GLANCE: Duration = Duration::from_millis(10);
/// How long the last of what a killed program has printed is waited for.
const LAST_OUTPUT: Duration = Duration::from_millis(500);

/// A program under grading.
#[derive(Debug)]
pub struct Program {
    launch: Launch,
    data: PathBuf,
    /// The certificate that it has to show, and what a client knows it by.
    certificate: Option<(CertificateFiles, Fingerprint)>,
    output: Arc<Output>,
    state: Mutex<State>,
    /// Its files, which go when it goes.
    _folder: TempDir,
}

#[derive(Debug)]
struct State {
    process: Option<Process>,
    port: u16,
    /// Why it did not start again, or was not under control.
    start_failure: Option<StartFailure>,
    /// What kept the grader from starting it again.
    trouble: Option<io::Error>,
    /// Nobody wants it any more.
    over: bool,
}

impl State {
    fn end_process(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        let escaped = (process.end() == End::Escaped).then_some(StartFailure::Escaped);
        let excess = process.excess().map(StartFailure::Excess);
        self.start_failure = excess.or(escaped).or(self.start_failure.take());
    }
}

impl Program {
    /// Starts a program on a port of its own, with an empty folder for its data, and with a
    /// certificate if it is to show one.
    pub fn start(launch: &Launch, tls: bool) -> io::Result<Result<Arc<Self>, StartFailure>> {
        let folder = match &launch.sandbox {
            Some(_) => tempfile::tempdir_in(place())?,
            None => tempfile::tempdir()?,
        };
        let data = folder.path().join("data");
        fs::create_dir(&data)?;
        let certificate = tls.then(|| make_certificate(folder.path())).transpose()?;
        if launch.sandbox.is_some() {
            let files = certificate.iter().flat_map(|(files, _)| [&files.certificate, &files.key]);
            let own = [folder.path(), &data].into_iter().chain(files.map(PathBuf::as_path));
            own.into_iter().try_for_each(give)?;
        }
        let program = Self {
            launch: launch.clone(),
            data,
            certificate,
            output: Arc::default(),
            state: Mutex::new(State {
                process: None,
                port: 0,
                start_failure: None,
                trouble: None,
                over: false,
            }),
            _folder: folder,
        };
        let spawned = program.spawn(&mut program.lock())?;
        Ok(spawned.map(|()| Arc::new(program)))
    }

    fn spawn(&self, state: &mut State) -> io::Result<Result<(), StartFailure>> {
        let port = free_port()?;
        let environment = ProgramEnvironment {
            port,
            data: &self.data,
            certificate: self.certificate.as_ref().map(|(files, _)| files),
        };
        let command = self.launch.command(&environment);
        let in_box = self.launch.sandbox.is_some();
        let started = command.and_then(|command| Process::start(command, in_box, &self.output));
        Ok(match started {
            Ok(process) => {
                state.port = port;
                state.process = Some(process);
                Ok(())
            }
            Err(error) if is_trouble(&error) => return Err(error),
            Err(error) => Err(StartFailure::of_error(&self.launch, &self.launch.command, &error)),
        })
    }

    /// Waits until it listens; gives where.
    pub async fn listening(&self) -> Result<Address, StartFailure> {
        let mut wait = Wait::new(&self.launch, self.lock().port);
        loop {
            if let Some(found) = self.look(&mut wait) {
                return found;
            }
            sleep(wait.rest).await;
        }
    }

    fn look(&self, wait: &mut Wait<'_>) -> Option<Result<Address, StartFailure>> {
        let state = self.lock();
        let process = state.process.as_ref()?;
        let found = wait.look(process, &self.output)?;
        Some(found.map(|socket| self.address(socket)))
    }

    fn address(&self, socket: SocketAddr) -> Address {
        let (host, port) = (socket.ip().to_string(), socket.port());
        match &self.certificate {
            Some((_, fingerprint)) => Address::Tls { host, port, pinned: Some(*fingerprint) },
            None => Address::Tcp { host, port },
        }
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    /// How it has ended by itself, if it has.
    pub fn ending(&self) -> Option<Ending> {
        self.lock().process.as_ref().and_then(Process::ending)
    }

    /// Why it did not start again after it was killed, or that it has escaped.
    pub fn start_failure(&self) -> Option<StartFailure> {
        let state = self.lock();
        let excess = state.process.as_ref().and_then(Process::excess).map(StartFailure::Excess);
        excess.or_else(|| state.start_failure.clone())
    }

    /// What kept the grader from starting it again, if that is it.
    pub fn trouble(&self) -> Option<io::Error> {
        self.lock().trouble.take()
    }

    /// Ends it for good; gives what it has printed.
    pub fn end(&self) -> Vec<OutputLine> {
        let mut state = self.lock();
        let ended = std::mem::replace(&mut state.over, true);
        state.end_process();
        drop(state);
        if !ended {
            self.output.await_end(LAST_OUTPUT);
        }
        self.output.lines()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whoever dies while holding it has left a process or none.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl bot::Program for Program {
    fn has_printed(&self, parts: &[String]) -> bool {
        self.output.has(parts)
    }

    fn processor_demand(&self) -> Duration {
        self.lock().process.as_ref().map_or(Duration::ZERO, Process::processor_demand)
    }

    fn has_ended(&self) -> bool {
        self.lock().process.as_ref().is_none_or(Process::has_ended)
    }

    fn restart(&self) -> Option<Address> {
        let mut state = self.lock();
        state.end_process();
        if state.over || state.start_failure.is_some() {
            return None;
        }
        match self.spawn(&mut state) {
            Ok(Ok(())) => {}
            Ok(Err(start_failure)) => {
                state.start_failure = Some(start_failure);
                return None;
            }
            Err(error) => {
                state.trouble = Some(error);
                return None;
            }
        }
        let mut wait = Wait::new(&self.launch, state.port);
        drop(state);
        loop {
            // Somebody may have ended it meanwhile.
            if self.lock().over {
                return None;
            }
            match self.look(&mut wait) {
                Some(Ok(address)) => return Some(address),
                Some(Err(start_failure)) => {
                    self.lock().start_failure = Some(start_failure);
                    return None;
                }
                None => thread::sleep(wait.rest),
            }
        }
    }
}

/// Builds a program, if it has to be; gives what was printed where that failed.
pub async fn build(launch: &Launch) -> Result<(), (StartFailure, Vec<OutputLine>)> {
    let Some(words) = &launch.build else { return Ok(()) };
    let output = Arc::default();
    let command = launch.build_command(words);
    let in_box = launch.sandbox.is_some();
    let started = command.and_then(|command| Process::start(command, in_box, &output));
    let process =
        started.map_err(|error| (StartFailure::of_error(launch, words, &error), Vec::new()))?;
    let began = Instant::now();
    let ending = loop {
        match process.ending() {
            None if began.elapsed() > BUILD_LIMIT => break None,
            None => sleep(GLANCE).await,
            ending => break ending,
        }
    };
    let excess = process.excess();
    drop(process);
    output.await_end(LAST_OUTPUT);
    match ending {
        Some(Ending::Code(0)) => Ok(()),
        _ if let Some(excess) = excess => Err((StartFailure::Excess(excess), output.lines())),
        Some(ending) => Err((StartFailure::NotBuilt(ending), output.lines())),
        None => Err((StartFailure::BuildTooLong(BUILD_LIMIT.as_secs()), output.lines())),
    }
}

/// Starts what does nothing in a box, to see whether that can be.
///
/// # Errors
/// It cannot.
pub fn try_out(sandbox: Sandbox) -> io::Result<()> {
    let command = vec!["true".to_owned()];
    let (folder, sandbox) = (place().join("home"), Some((sandbox, PathBuf::new())));
    let launch = Launch { build: None, command, folder, start_limit: START_LIMIT, sandbox };
    let command = launch.build_command(&launch.command)?;
    Process::start(command, true, &Arc::default()).map(drop)
}

fn make_certificate(folder: &Path) -> io::Result<(CertificateFiles, Fingerprint)> {
    let [certificate, key] = ["cert.pem", "key.pem"].map(|name| folder.join(name));
    let files = CertificateFiles { certificate, key };
    let fingerprint = files.make(["localhost", "127.0.0.1"].map(str::to_owned).into())?;
    Ok((files, fingerprint))
}

/// Is it that the system lets the grader have no process, or no box? No program is to blame for that.
fn is_trouble(error: &io::Error) -> bool {
    has_run_out(error) || error.kind() == io::ErrorKind::Other
}

/// A port that nobody has at this moment.
fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
