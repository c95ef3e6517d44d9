//! The prompt's loop, on the process's first thread.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_channel::Sender;
use rustyline::config::Builder;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{
    Cmd, ColorMode, CompletionType, ConditionalEventHandler, Editor, Event, EventContext,
    EventHandler, ExternalPrinter, KeyEvent, RepeatCount,
};

use crate::command::{holds_password, means_leaving, typed};
use crate::locale::Locale;
use crate::say;
use crate::wire::Asked;

use super::config::{Config, Leave};
use super::first_use::is_yes;
use super::input::Input;
use super::line_helper::LineHelper;
use super::prompt_bridge::{PromptBridge, View};
use super::raw_mode::{erase, is_hung_up};
use super::screen::Screen;

/// How many lines are kept between runs.
const HISTORY: usize = 1000;
/// Milliseconds after which a lone Escape is taken for itself; nothing is printed until then.
const ESCAPE: u16 = 50;

pub struct Prompt {
    editor: Editor<LineHelper, FileHistory>,
    bridge: Arc<PromptBridge>,
    inputs: Sender<Input>,
    screen: Screen,
    locale: Locale,
    leave: Leave,
    history_file: Option<PathBuf>,
    /// Set by Ctrl-C, to tell the key from a signal.
    interrupted: Arc<AtomicBool>,
    /// The last line ended by Ctrl-C: another one leaves.
    armed: bool,
    /// The line to be offered, before and after the cursor.
    draft: (String, String),
    confirming: bool,
}

enum Next {
    GoOn,
    Leave(Input),
}

impl Prompt {
    /// A prompt on this terminal; an error if lines cannot be edited on it.
    pub fn new(
        config: &Config,
        helper: LineHelper,
        bridge: Arc<PromptBridge>,
        inputs: Sender<Input>,
    ) -> rustyline::Result<Self> {
        let settings = Builder::new()
            .max_history_size(HISTORY)?
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .keyseq_timeout(Some(ESCAPE))
            // The helper decides whether to colour.
            .color_mode(ColorMode::Forced)
            .build();
        let mut editor = Editor::with_config(settings)?;
        editor.set_helper(Some(helper));
        let interrupted = Arc::new(AtomicBool::new(false));
        bind_keys(&mut editor, &bridge, &interrupted);
        if let Some(file) = &config.history_file {
            // There is none before the first run.
            let _ = editor.load_history(file);
        }
        Ok(Self {
            editor,
            bridge,
            inputs,
            screen: Screen::new(config.color),
            locale: config.locale,
            leave: config.leave,
            history_file: config.history_file.clone(),
            interrupted,
            armed: false,
            draft: Default::default(),
            confirming: false,
        })
    }

    pub fn printer(&mut self) -> rustyline::Result<impl ExternalPrinter + Send + use<>> {
        self.editor.create_external_printer()
    }

    pub fn run(&mut self) {
        while let Some((view, returned)) = self.bridge.begin_line() {
            if !returned.is_empty() {
                self.offer(returned.join("\n"));
            }
            if let Next::Leave(left) = self.read(&view) {
                // Fails only when the session is over.
                let _ = self.inputs.send_blocking(left);
                self.bridge.wait_for_end();
            }
        }
    }

    /// Offers lines again, unless another is being typed.
    fn offer(&mut self, lines: String) {
        if self.draft.0.is_empty() && self.draft.1.is_empty() {
            self.draft = (lines, String::new());
        } else {
            // The up key brings them back.
            self.remember(&lines);
        }
    }

    fn read(&mut self, view: &View) -> Next {
        let prompt = self.text(view);
        let for_room = view.asked.is_none() && !self.confirming;
        let masked = matches!(view.asked, Some(Asked::Code | Asked::Password));
        let (left, right) = match for_room {
            true => std::mem::take(&mut self.draft),
            false => (view.proposal.clone().unwrap_or_default(), String::new()),
        };
        if let Some(helper) = self.editor.helper_mut() {
            helper.start(&left, &right, masked);
        }
        let line = self.editor.readline_with_initial(&prompt, (&left, &right));
        let woken = self.bridge.end_line();
        let by_key = self.interrupted.swap(false, Ordering::Relaxed);
        match line {
            // Half a line is none.
            _ if is_hung_up() => Next::Leave(Input::HangUp),
            Ok(line) => {
                self.armed = false;
                self.entered(line, view)
            }
            Err(ReadlineError::Eof) => self.wants_to_leave(),
            Err(_) if by_key => self.interrupt(),
            Err(error) if woken && is_signal(&error) => {
                self.woken(&prompt, for_room);
                Next::GoOn
            }
            // A signal from elsewhere.
            Err(_) => Next::Leave(Input::Leave),
        }
    }

    fn text(&self, view: &View) -> String {
        match &view.own {
            _ if self.confirming => format!("{} ", say!(self.locale, "client-end-class")),
            Some(own) if view.asked.is_none() => format!("{own}> "),
            _ => "> ".to_owned(),
        }
    }

    fn entered(&mut self, line: String, view: &View) -> Next {
        if std::mem::take(&mut self.confirming) {
            if is_yes(&line) {
                self.send(typed("close", self.locale), None);
            }
            return Next::GoOn;
        }
        if view.asked.is_some() {
            self.bridge.expect_server();
            self.send(line, view.asked);
            return Next::GoOn;
        }
        if !line.lines().any(holds_password) {
            self.remember(&line);
        }
        // What was pasted may be several lines.
        for line in line.lines() {
            let asks = self.leave == Leave::EndClass { by_word: true };
            if means_leaving(line) && (asks || !self.bridge.is_connected()) {
                return self.wants_to_leave();
            }
            self.send(line.to_owned(), None);
        }
        Next::GoOn
    }

    fn send(&mut self, line: String, asked: Option<Asked>) {
        if !self.bridge.is_connected() && asked.is_none() {
            self.notice(&say!(self.locale, "client-kept"));
            self.offer(line);
            return;
        }
        // Fails only when the session is over.
        let _ = self.inputs.send_blocking(Input::Typed(line, asked));
    }

    fn wants_to_leave(&mut self) -> Next {
        match self.leave {
            Leave::EndClass { .. } if self.confirming || self.bridge.is_connected() => {
                self.confirming = !self.confirming;
                Next::GoOn
            }
            _ => Next::Leave(Input::Leave),
        }
    }

    /// Ctrl-C clears the line; twice in a row it leaves.
    fn interrupt(&mut self) -> Next {
        let was_empty = self.last_line().is_empty();
        if self.confirming {
            self.confirming = false;
            return Next::GoOn;
        }
        if self.armed && was_empty {
            self.armed = false;
            return self.wants_to_leave();
        }
        self.armed = true;
        let key = match self.leave {
            Leave::Quit => "client-again-leaves",
            Leave::EndClass { .. } => "client-again-ends",
        };
        self.notice(&say!(self.locale, key));
        Next::GoOn
    }

    /// Erases the line typed so far, to offer it again under the new prompt. At the end of the
    /// session it stays, for the person to see what was not sent.
    fn woken(&mut self, prompt: &str, for_room: bool) {
        let Some(seen) = self.editor.helper().map(LineHelper::last_seen) else { return };
        let columns = self.editor.dimensions().map_or(80, |(columns, _)| columns.into());
        let shown = format!("{prompt}{}{}", seen.line, seen.hint);
        if !self.bridge.is_over() || seen.line.is_empty() {
            // Only the look of the screen depends on it.
            let _ = erase(&shown, columns);
        }
        if for_room {
            let (left, right) = seen.line.split_at(seen.cursor);
            self.draft = (left.to_owned(), right.to_owned());
        }
    }

    fn last_line(&self) -> String {
        self.editor.helper().map(|helper| helper.last_seen().line).unwrap_or_default()
    }

    /// Adds a line to the history. If that cannot be written, it is said once.
    fn remember(&mut self, line: &str) {
        let added = self.editor.add_history_entry(line);
        let Some(file) = self.history_file.clone().filter(|_| matches!(added, Ok(true))) else {
            return;
        };
        let made = file
            .parent()
            .map_or(Ok(()), |folder| DirBuilder::new().recursive(true).mode(0o700).create(folder));
        let saved = made.map_err(ReadlineError::from);
        if let Err(error) = saved.and_then(|()| self.editor.append_history(&file)) {
            self.history_file = None;
            let (file, error) = (file.display().to_string(), error.to_string());
            self.notice(&say!(self.locale, "client-history", file = file, error = error));
        }
    }

    fn notice(&self, text: &str) {
        self.bridge.push(self.screen.notice(text).into());
    }
}

fn is_signal(error: &ReadlineError) -> bool {
    match error {
        ReadlineError::Interrupted | ReadlineError::Signal(_) => true,
        ReadlineError::Io(error) => error.kind() == io::ErrorKind::Interrupted,
        ReadlineError::Errno(error) => io::Error::from(*error).kind() == io::ErrorKind::Interrupted,
        _ => false,
    }
}

/// A key that ends the reading of a line without entering it.
struct Ending {
    cmd: Cmd,
    bridge: Arc<PromptBridge>,
    interrupted: Arc<AtomicBool>,
}

impl ConditionalEventHandler for Ending {
    /// Nothing may be printed until the prompt is up again.
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, ctx: &EventContext) -> Option<Cmd> {
        if self.cmd == Cmd::EndOfFile && !ctx.line().is_empty() {
            return None;
        }
        self.bridge.end_drawing();
        if self.cmd == Cmd::Interrupt {
            self.interrupted.store(true, Ordering::Relaxed);
        }
        Some(self.cmd.clone())
    }
}

fn bind_keys(
    editor: &mut Editor<LineHelper, FileHistory>,
    bridge: &Arc<PromptBridge>,
    interrupted: &Arc<AtomicBool>,
) {
    let keys =
        [('C', Cmd::Interrupt), ('\\', Cmd::Interrupt), ('D', Cmd::EndOfFile), ('Z', Cmd::Suspend)];
    for (key, cmd) in keys {
        let (bridge, interrupted) = (Arc::clone(bridge), Arc::clone(interrupted));
        let ending = Ending { cmd, bridge, interrupted };
        editor.bind_sequence(KeyEvent::ctrl(key), EventHandler::Conditional(Box::new(ending)));
    }
}
