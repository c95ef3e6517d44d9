//! A program in a real terminal, of which a test sees the screen.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use rustix::termios::{LocalModes, tcgetattr};
use vt100::Parser;

use super::python;

/// Far longer than anything takes: a test that waits for this has failed.
const LIMIT: Duration = Duration::from_secs(20);

pub struct Terminal {
    screen: Arc<(Mutex<Parser>, Condvar)>,
    child: Box<dyn Child + Send + Sync>,
    /// Keeps the terminal there when the program has ended.
    line: File,
    /// `None` once it is closed.
    side: Option<MasterSide>,
}

/// A terminal's side of its line.
struct MasterSide {
    keys: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    closing: Arc<AtomicBool>,
    reader: JoinHandle<()>,
}

impl Terminal {
    pub fn start(rows: u16, columns: u16, mut command: CommandBuilder) -> Self {
        command.env("PATH", python::path());
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).unwrap();
        let name = pty.master.tty_name().unwrap();
        let line = rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let mut output = pty.master.try_clone_reader().unwrap();
        let keys = pty.master.take_writer().unwrap();
        let child = pty.slave.spawn_command(command).unwrap();
        let [rows, columns] = [rows, columns].map(|side| NonZeroU16::new(side).unwrap());
        let screen = Arc::new((Mutex::new(Parser::new(rows, columns, 0)), Condvar::new()));
        let shown = Arc::clone(&screen);
        let closing = Arc::new(AtomicBool::new(false));
        let closed = Arc::clone(&closing);
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes)
                && !closed.load(Ordering::Relaxed)
            {
                shown.0.lock().unwrap().process(&bytes[..count]);
                shown.1.notify_all();
            }
        });
        let side = Some(MasterSide { keys, master: pty.master, closing, reader });
        Self { screen, child, line: line.into(), side }
    }

    pub fn keys(&mut self, keys: &str) {
        let side = self.side.as_mut().expect("the terminal is open");
        side.keys.write_all(keys.as_bytes()).unwrap();
        side.keys.flush().unwrap();
    }

    /// Gives the terminal another size, as a person who drags its window.
    pub fn resize(&mut self, rows: u16, columns: u16) {
        let side = self.side.as_ref().expect("the terminal is open");
        let [own_rows, own_columns] = [rows, columns].map(|side| NonZeroU16::new(side).unwrap());
        self.screen.0.lock().unwrap().screen_mut().set_size(own_rows, own_columns);
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        side.master.resize(size).unwrap();
    }

    /// Closes the terminal, as a person closes its window.
    pub fn close(&mut self) {
        let side = self.side.take().expect("the terminal is open");
        side.closing.store(true, Ordering::Relaxed);
        // Something to read, for the reader to see that it is to end.
        self.line.write_all(b".").unwrap();
        side.reader.join().unwrap();
        // With its writer goes a `\n` and a Ctrl-D, which a closed window does not type: whoever is
        // stopped meanwhile finds only that the terminal is gone, and is continued by the system.
        let program = Pid::from_raw(self.process().try_into().unwrap()).unwrap();
        kill_process(program, Signal::STOP).unwrap();
        let options = WaitIdOptions::STOPPED | WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        waitid(WaitId::Pid(program), options).unwrap();
        drop((side.keys, side.master));
        kill_process(program, Signal::CONT).unwrap();
    }

    /// Waits until the screen is as `condition` wants it.
    #[track_caller]
    pub fn wait(&self, what: &str, mut condition: impl FnMut(&vt100::Screen) -> bool) {
        let until = Instant::now() + LIMIT;
        let mut parser = self.screen.0.lock().unwrap();
        while !condition(parser.screen()) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "no {what} on:\n{}", parser.screen().contents());
            parser = self.screen.1.wait_timeout(parser, left).unwrap().0;
        }
    }

    /// Waits for a text anywhere.
    #[track_caller]
    pub fn see(&self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the screen ends with these lines.
    #[track_caller]
    pub fn see_last(&self, lines: &[&str]) {
        let end = lines.join("\n");
        self.wait(&end, |screen| {
            let contents = screen.contents();
            let trimmed: Vec<&str> = contents.lines().map(str::trim_end).collect();
            trimmed.join("\n").trim_end().ends_with(&end)
        });
    }

    pub fn contents(&self) -> String {
        self.screen.0.lock().unwrap().screen().contents()
    }

    /// Waits for the program's end and gives its exit code.
    pub fn exit_code(&mut self) -> u32 {
        let until = Instant::now() + LIMIT;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(Instant::now() < until, "still running:\n{}", self.contents());
            thread::sleep(Duration::from_millis(2));
        }
    }

    pub fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Waits until the terminal has all that the program wrote, and holds that it is as a shell
    /// expects it: it shows what is typed, line by line.
    #[track_caller]
    pub fn is_restored(&self) {
        self.wait("end of bracketed paste", |screen| !screen.bracketed_paste());
        let modes = tcgetattr(&self.line).unwrap().local_modes;
        assert!(modes.contains(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG));
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
