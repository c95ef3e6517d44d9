//! The client without a terminal: lines in, lines out.

use std::io::{self, BufRead, Read, Write};
use std::thread;

use async_channel::Sender;
use futures_lite::future::block_on;

use crate::link::Link;
use crate::name::Name;
use crate::wire::ServerLine;

use super::config::{ClientError, Config, Ended};
use super::input::{Input, InputEvents};
use super::network::Network;
use super::screen::Screen;
use super::session::Session;
use super::ui::Ui;

/// The longest line read, far longer than a server accepts.
const LINE_MAX: u64 = 64 * 1024;

pub fn run(config: &Config, link: Link) -> Result<Ended, ClientError> {
    let (sender, inputs) = async_channel::bounded(1);
    // It ends with the process: a read of the standard input cannot be cancelled.
    let stay = config.stay.clone();
    thread::spawn(move || {
        read_lines(io::stdin().lock(), &sender);
        // Nothing is ever sent: this waits for the close.
        let _ = stay.map(|stay| stay.recv_blocking());
        // Fails only when the session is over.
        let _ = sender.send_blocking(Input::End);
    });
    let ui = PlainUi { screen: Screen::new(config.color).with_timestamps(config.timestamps) };
    let events = InputEvents { inputs, signals: None, aside: config.aside.clone() };
    let network = Network::new(config, config.past.unwrap_or(0), ui, events);
    match block_on(network.run(link)) {
        Err(ClientError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            Ok(Ended::OutputClosed)
        }
        ended => ended,
    }
}

/// Passes on every line, truncated to [`LINE_MAX`] bytes.
fn read_lines(mut input: impl BufRead, lines: &Sender<Input>) {
    let mut line = Vec::new();
    loop {
        line.clear();
        match input.by_ref().take(LINE_MAX).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => break,
            Ok(_) if line.ends_with(b"\n") => drop(line.pop()),
            Ok(_) if line.len() as u64 == LINE_MAX && input.skip_until(b'\n').is_err() => break,
            Ok(_) => {}
        }
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        let text = String::from_utf8_lossy(line).into_owned();
        if lines.send_blocking(Input::Read(text)).is_err() {
            return;
        }
    }
}

struct PlainUi {
    screen: Screen,
}

impl Ui for PlainUi {
    fn line(&mut self, line: &ServerLine, own: Option<&Name>) -> io::Result<()> {
        let text = self.screen.line(line, own);
        let mut out = io::stdout().lock();
        writeln!(out, "{}{text}", self.screen.time())?;
        out.flush()
    }

    /// Messages about the data go to standard error; it may be closed.
    fn aside(&mut self, text: &str) -> io::Result<()> {
        let _ = writeln!(io::stderr(), "{text}");
        Ok(())
    }

    fn notice(&mut self, text: &str) -> io::Result<()> {
        self.aside(&format!("sala: {text}"))
    }

    fn changed(&mut self, _: &Session, _: bool) {}

    fn give_back(&mut self, lines: Vec<String>) {
        let _ = lines.iter().try_for_each(|line| self.aside(&format!("> {line}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8]) -> Vec<String> {
        let (sender, inputs) = async_channel::unbounded();
        read_lines(input, &sender);
        let mut lines = Vec::new();
        while let Ok(Input::Read(line)) = inputs.try_recv() {
            lines.push(line);
        }
        lines
    }

    #[test]
    fn lines_are_read_with_either_end_and_without_one() {
        assert_eq!(lines(b"a\r\n\nb"), ["a", "", "b"]);
        assert_eq!(lines(b"\xff\n"), ["\u{fffd}"]);
    }

    #[test]
    fn a_long_line_is_cut_and_the_next_one_is_whole() {
        let mut input = vec![b'x'; 200_000];
        input.extend_from_slice(b"\nb\n");
        let lines = lines(&input);
        assert_eq!(lines.iter().map(String::len).collect::<Vec<_>>(), [LINE_MAX as usize, 1]);
    }
}
