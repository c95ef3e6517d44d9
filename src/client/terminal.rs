//! The client in a terminal. Each has its thread: the prompt, the network, printing, waking.

use std::io::{self, Write};
use std::sync::Arc;
use std::thread;

use async_signal::{Signal, Signals};
use futures_lite::future::block_on;
use rustyline::ExternalPrinter;

use crate::link::Link;
use crate::locale::Locale;
use crate::name::Name;
use crate::say;
use crate::wire::ServerLine;

use super::config::{ClientError, Config, Ended};
use super::input::InputEvents;
use super::line_helper::LineHelper;
use super::network::Network;
use super::prompt::Prompt;
use super::prompt_bridge::{Batch, Line, PromptBridge, Server, View};
use super::raw_mode::RawModeGuard;
use super::screen::Screen;
use super::session::Session;
use super::ui::Ui;

/// How many past lines are asked for by default.
const PAST: usize = 10;
/// How many lines may be typed ahead of the server.
const AHEAD: usize = 256;

pub fn run(config: &Config, link: Link) -> Result<Ended, ClientError> {
    let raw_mode = RawModeGuard::new()?;
    // Before the prompt, which restores the handlers that it finds.
    let signals = Signals::new([Signal::Int, Signal::Term, Signal::Hup])?;
    let bridge = Arc::new(PromptBridge::default());
    let (inputs, from_prompt) = async_channel::bounded(AHEAD);
    let screen = Screen::new(config.color).with_timestamps(config.timestamps);
    let ui = TerminalUi { bridge: Arc::clone(&bridge), screen, label: config.label.clone() };
    let helper = LineHelper::new(config.role, config.locale, screen, Arc::clone(&bridge));
    let prompt = Prompt::new(config, helper, Arc::clone(&bridge), inputs);
    let mut prompt = prompt.map_err(io::Error::other)?;
    let mut printer = prompt.printer().map_err(io::Error::other)?;

    let ended = thread::scope(|scope| {
        let past = config.past.unwrap_or(PAST);
        let (inputs, aside) = (from_prompt, config.aside.clone());
        let events = InputEvents { inputs, signals: Some(signals), aside };
        let network = Network::new(config, past, ui, events);
        let network = scope.spawn(|| {
            let _over = EndOnDrop(&bridge);
            block_on(network.run(link))
        });
        scope.spawn(|| bridge.keep_awake());
        let (waiting, locale) = (Arc::clone(&bridge), config.locale);
        // Not scoped: it may be stuck in a print that the prompt does not take any more.
        thread::spawn(move || waiting.hand_over(|batch| printer.print(text(batch, locale))));
        prompt.run();
        network.join()
    });
    drop(raw_mode);
    for batch in bridge.finish() {
        // The terminal may be gone.
        let _ = io::stdout().write_all(text(batch, config.locale).as_bytes());
    }
    match ended {
        Ok(ended) => ended,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// Ends the session when the network's thread ends, even by a panic.
struct EndOnDrop<'a>(&'a PromptBridge);

impl Drop for EndOnDrop<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

fn text(batch: Batch, locale: Locale) -> String {
    match batch.dropped {
        0 => batch.text,
        count => format!("{}\n{}", say!(locale, "client-dropped", count = count), batch.text),
    }
}

struct TerminalUi {
    bridge: Arc<PromptBridge>,
    screen: Screen,
    label: Option<String>,
}

impl TerminalUi {
    fn push(&self, text: &str, is_news: bool) {
        let text = format!("{}{text}", self.screen.time());
        self.bridge.push(Line { text, is_news });
    }
}

impl Ui for TerminalUi {
    fn line(&mut self, line: &ServerLine, own: Option<&Name>) -> io::Result<()> {
        self.push(&self.screen.line(line, own), line.is_news());
        Ok(())
    }

    fn aside(&mut self, text: &str) -> io::Result<()> {
        self.push(text, false);
        Ok(())
    }

    fn notice(&mut self, text: &str) -> io::Result<()> {
        self.aside(&self.screen.notice(text))
    }

    fn changed(&mut self, session: &Session, connected: bool) {
        let own = session.own().map(Name::to_string).or_else(|| self.label.clone());
        let server = match connected {
            false => Server::Gone,
            true if session.is_waiting() => Server::AboutToSpeak,
            true => Server::Idle,
        };
        let proposal = session.proposal().map(ToString::to_string);
        let view = View { own, asked: session.asked(), proposal };
        self.bridge.show(view, session.present(), server);
    }

    fn give_back(&mut self, lines: Vec<String>) {
        self.bridge.give_back(lines);
    }
}
