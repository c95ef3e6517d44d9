//! The client in a terminal: the prompt, the network and the printing, each on its own thread.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use async_signal::{Signal, Signals};
use futures_lite::future::block_on;
use rustyline::ExternalPrinter;

use crate::link::Link;
use crate::locale::Locale;
use crate::name::Name;
use crate::say;
use crate::wire::ServerLine;

use super::backlog::{Backlog, Batch};
use super::complete::Companion;
use super::config::{ClientError, Config, Ended};
use super::desk::{Desk, View};
use super::ears::Ears;
use super::network::{Front, Network};
use super::prompt::Prompt;
use super::screen::{Screen, Stamp};
use super::session::Session;
use super::tty::Quiet;

/// How many lines of the past are asked for unless told otherwise.
const PAST: usize = 10;
/// How many lines may be typed ahead of the server.
const AHEAD: usize = 256;

/// Runs a session in this terminal.
pub fn run(config: &Config, link: Link) -> Result<Ended, ClientError> {
    let quiet = Quiet::new()?;
    // Before the prompt, which puts back what it finds.
    let signals = Signals::new([Signal::Int, Signal::Term, Signal::Hup])?;
    let backlog = Arc::new(Backlog::default());
    let desk = Arc::new(Desk::new(Arc::clone(&backlog)));
    let present = Arc::default();
    let (inputs, from_prompt) = async_channel::bounded(AHEAD);
    let front = Window::new(config, &desk, &backlog, &present);
    let companion =
        Companion::new(config.commands.clone(), present, Arc::clone(&backlog), front.screen);
    let prompt = Prompt::new(config, companion, Arc::clone(&desk), Arc::clone(&backlog), inputs);
    let mut prompt = prompt.map_err(io::Error::other)?;
    let printer = prompt.printer().map_err(io::Error::other)?;

    let ended = thread::scope(|scope| {
        let past = config.past.unwrap_or(PAST);
        let ears = Ears::new(from_prompt, Some(signals), config.aside.clone());
        let network = Network::new(config, past, front, ears);
        let network = scope.spawn(|| {
            let _over = Over(&desk);
            block_on(network.run(link))
        });
        scope.spawn(|| desk.keep_awake());
        let (waiting, locale) = (Arc::clone(&backlog), config.locale);
        // It may be in the middle of a print that nobody takes: it is not waited for.
        thread::spawn(move || print(&waiting, printer, locale));
        prompt.run();
        network.join()
    });
    drop(quiet);
    for batch in backlog.finish() {
        // There is nobody to tell when the terminal is gone.
        let _ = io::stdout().write_all(text(batch, config.locale).as_bytes());
    }
    match ended {
        Ok(ended) => ended,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// Shows at its end that the session is over, however it ended.
struct Over<'a>(&'a Desk);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.show(View { over: true, ..View::default() }, false, false);
    }
}

/// Prints what waits. Each print is given to the prompt, which may take its time.
fn print(backlog: &Backlog, mut printer: impl ExternalPrinter, locale: Locale) {
    while let Some(batch) = backlog.next() {
        let printed = printer.print(text(batch, locale));
        backlog.given();
        if printed.is_err() {
            return;
        }
    }
}

fn text(batch: Batch, locale: Locale) -> String {
    match batch.dropped {
        0 => batch.text,
        count => format!("{}\n{}", say!(locale, "client-dropped", count = count), batch.text),
    }
}

/// What the network sees of the terminal.
struct Window {
    desk: Arc<Desk>,
    backlog: Arc<Backlog>,
    present: Arc<Mutex<BTreeSet<Name>>>,
    screen: Screen,
    stamp: Stamp,
    label: Option<String>,
}

impl Window {
    fn new(
        config: &Config,
        desk: &Arc<Desk>,
        backlog: &Arc<Backlog>,
        present: &Arc<Mutex<BTreeSet<Name>>>,
    ) -> Self {
        Self {
            desk: Arc::clone(desk),
            backlog: Arc::clone(backlog),
            present: Arc::clone(present),
            screen: Screen::new(config.color),
            stamp: Stamp::new(config.timestamps),
            label: config.label.clone(),
        }
    }
}

impl Front for Window {
    fn line(&mut self, line: &ServerLine, own: Option<&Name>) -> io::Result<()> {
        self.aside(&self.screen.line(line, own))
    }

    fn aside(&mut self, text: &str) -> io::Result<()> {
        self.backlog.push(format!("{}{text}", self.screen.dim(&self.stamp.now())));
        Ok(())
    }

    fn notice(&mut self, text: &str) -> io::Result<()> {
        self.aside(&self.screen.notice(text))
    }

    fn changed(&mut self, session: &Session, connected: bool) {
        session
            .present()
            .clone_into(&mut self.present.lock().unwrap_or_else(PoisonError::into_inner));
        let own = session.own().map(Name::to_string).or_else(|| self.label.clone());
        let view = View { own, asked: session.asked(), over: false };
        self.desk.show(view, connected && session.is_waiting(), connected);
    }

    fn give_back(&mut self, line: String) {
        self.desk.give_back(line);
    }
}
