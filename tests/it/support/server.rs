//! A real `sala server` in a folder of its own, and plain sockets that talk to it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tempfile::TempDir;

use super::python;

/// Longer than anything takes on a busy machine; only a failure waits for it.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A `sala` command that knows nothing of the environment of whoever runs the tests.
pub fn sala() -> Command {
    let mut command = Command::new(cargo_bin("sala"));
    for (variable, _) in std::env::vars().filter(|(name, _)| name.starts_with("SALA_")) {
        command.env_remove(variable);
    }
    command
        .env("TZ", "America/Sao_Paulo")
        .env("PATH", python::path())
        .env("XDG_CONFIG_HOME", "/nonexistent")
        .env("LC_ALL", "C");
    // Not every machine makes boxes.
    command.env("SALA_SANDBOX", "none");
    command
}

/// Raises the limit of open files for this process and the servers that it starts.
pub fn allow_files(needed: u64) {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_some_and(|current| current < needed) {
        setrlimit(Resource::Nofile, Rlimit { current: Some(needed), maximum }).unwrap();
    }
}

/// A running server. It is killed when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// What it said when it opened: with `--tls-listen` or `--web` all of it, else the first line.
    pub announced: Vec<String>,
    pub folder: TempDir,
}

impl Server {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    pub fn start_with(arguments: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), arguments)
    }

    /// Starts it in a folder that another one may have used.
    pub fn start_in(folder: TempDir, arguments: &[&str]) -> Self {
        Self::start_command(sala(), folder, arguments)
    }

    /// Starts it by a command that runs `sala`.
    pub fn start_command(mut command: Command, folder: TempDir, arguments: &[&str]) -> Self {
        let mut child = command
            .args(["server", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.path().join("stderr")).unwrap())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let last = match arguments {
            _ if arguments.contains(&"--tls-listen") => "Convite: ",
            _ if !arguments.contains(&"--web") => "",
            _ if arguments.contains(&"en") => "Board for the wall: ",
            _ => "Quadro para o projetor: ",
        };
        let mut announced: Vec<String> = Vec::new();
        for line in lines {
            announced.push(line);
            if announced.last().is_some_and(|line| line.starts_with(last)) {
                break;
            }
        }
        let address = announced.first().and_then(|line| line.rsplit(' ').next()).unwrap_or("");
        let address = address.parse();
        let address = address.unwrap_or_else(|_| {
            panic!("it did not open: {}", fs::read_to_string(folder.path().join("stderr")).unwrap())
        });
        Self { child, address, announced, folder }
    }

    /// The ticket of its encrypted channel.
    pub fn ticket(&self) -> &str {
        self.announced.last().unwrap().rsplit(' ').next().unwrap()
    }

    /// The ticket without the fingerprint.
    pub fn tls_address(&self) -> &str {
        self.ticket().split('#').next().unwrap()
    }

    /// Where its page is, in the clear.
    pub fn web_address(&self) -> &str {
        let mut lines = self.announced.iter();
        lines.find_map(|line| line.split_once("http://")).unwrap().1
    }

    /// The address of its board.
    pub fn board(&self) -> &str {
        let mut words = self.announced.iter().filter_map(|line| line.rsplit(' ').next());
        words.find(|word| word.contains('#') && word.starts_with("http")).unwrap()
    }

    /// The key in that address.
    pub fn board_key(&self) -> &str {
        self.board().split_once('#').unwrap().1
    }

    /// Sets the teacher's password.
    pub fn set_password(&self, password: &str) {
        let mut set = sala();
        set.args(["server", "password", "--data"]).arg(self.data());
        let mut set = set.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        set.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        assert!(set.wait().unwrap().success());
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What it has written to standard error.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("stderr")).unwrap()
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }

    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Kills it at once, as a power cut would, and gives its folder to the next one.
    pub fn kill(mut self) -> TempDir {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap())
    }

    /// Ends the class in the proper way and gives its folder to the next one.
    pub fn stop(mut self) -> TempDir {
        self.signal(rustix::process::Signal::TERM);
        assert!(self.wait().success(), "{}", self.log());
        std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap())
    }

    /// Ends the class and gives all that was logged.
    pub fn stop_and_read_log(self) -> String {
        let folder = self.stop();
        fs::read_to_string(folder.path().join("stderr")).unwrap()
    }

    /// A connection that was asked for a name.
    pub fn connect(&self) -> Peer {
        let stream = TcpStream::connect(self.address).unwrap();
        let mut peer = Peer::tcp(stream);
        let question = peer.line();
        assert!(question.starts_with("? "), "{question}");
        peer
    }

    /// Someone in the room, who has read who else is here.
    pub fn join(&self, name: &str) -> Peer {
        let mut peer = self.connect();
        peer.send(name);
        let presence = peer.line();
        assert!(presence.starts_with("* = "), "{presence}");
        peer
    }

    /// A teacher's console of a class without a password.
    pub fn console(&self) -> Peer {
        self.console_with(None)
    }

    /// A teacher's console, by the password if one is set.
    pub fn console_with(&self, password: Option<&str>) -> Peer {
        let stream = UnixStream::connect(self.data().join("console.sock")).unwrap();
        let mut peer = Peer::unix(stream);
        if let Some(password) = password {
            assert!(peer.line().starts_with("? * "));
            peer.send(password);
        }
        let presence = peer.line();
        assert!(presence.starts_with("* = "), "{presence}");
        peer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A plain socket with someone behind it.
pub struct Peer {
    reader: BufReader<Box<dyn Read + Send>>,
    writer: Box<dyn Write + Send>,
    socket: Option<TcpStream>,
}

impl Peer {
    pub fn tcp(stream: TcpStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            reader: BufReader::new(Box::new(stream.try_clone().unwrap())),
            writer: Box::new(stream.try_clone().unwrap()),
            socket: Some(stream),
        }
    }

    /// Someone behind whatever lies over a socket.
    pub fn over(stream: impl Read + Write + Clone + Send + 'static, socket: TcpStream) -> Self {
        Self {
            reader: BufReader::new(Box::new(stream.clone())),
            writer: Box::new(stream),
            socket: Some(socket),
        }
    }

    fn unix(stream: UnixStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self {
            reader: BufReader::new(Box::new(stream.try_clone().unwrap())),
            writer: Box::new(stream),
            socket: None,
        }
    }

    pub fn socket(&self) -> &TcpStream {
        self.socket.as_ref().unwrap()
    }

    /// The port that the server knows this connection by.
    pub fn port(&self) -> u16 {
        self.socket().local_addr().unwrap().port()
    }

    pub fn send(&mut self, line: &str) {
        self.send_bytes(format!("{line}\n").as_bytes());
    }

    /// Sends bytes as they are, in one segment.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).unwrap();
    }

    /// The next line, without its end.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.reader.read_line(&mut line).unwrap();
        assert!(line.ends_with('\n'), "the stream ended after {line:?}");
        line.trim_end_matches('\n').to_owned()
    }

    /// The next line; `None` at the end of the stream, however it came.
    pub fn next(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.reader.read_line(&mut line);
        (read.is_ok() && line.ends_with('\n')).then(|| line.trim_end().to_owned())
    }

    /// Reads one line that must be this one.
    #[track_caller]
    pub fn expect(&mut self, expected: &str) {
        assert_eq!(self.line(), expected);
    }

    /// Reads on until a line contains this.
    #[track_caller]
    pub fn await_line(&mut self, part: &str) -> String {
        loop {
            let line = self.line();
            if line.contains(part) {
                return line;
            }
        }
    }

    /// Reads to the end of the stream, which must come.
    pub fn rest(&mut self) -> Vec<String> {
        let mut text = String::new();
        self.reader.read_to_string(&mut text).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    /// Ends this side of the stream.
    pub fn finish(&mut self) {
        self.socket().shutdown(Shutdown::Write).unwrap();
    }

    /// Breaks the connection with a reset.
    pub fn reset(self) {
        let socket = socket2::SockRef::from(self.socket());
        socket.set_linger(Some(Duration::ZERO)).unwrap();
    }
}
