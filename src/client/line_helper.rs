//! Completion, hints, masking and colours of the prompt.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Context, Helper, Result};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::name::plain;

use super::prompt_bridge::PromptBridge;
use super::screen::Screen;

/// A command that can be completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, without the `/`.
    pub name: String,
    /// What it does, in a few words.
    pub help: String,
}

/// What rustyline asks while a line is typed, and by which it shows when it draws.
pub struct LineHelper {
    commands: Vec<Entry>,
    bridge: Arc<PromptBridge>,
    screen: Screen,
    masked: bool,
    seen: RefCell<Seen>,
    /// The next redraw was caused by a key; any other follows a print.
    redraw: Cell<bool>,
}

/// What is on the screen after the prompt.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The line.
    pub line: String,
    /// The cursor's place in it, in bytes.
    pub cursor: usize,
    /// The hint after it.
    pub hint: String,
}

impl LineHelper {
    /// A helper that completes `commands`, and the names that the bridge knows.
    pub fn new(commands: Vec<Entry>, bridge: Arc<PromptBridge>, screen: Screen) -> Self {
        let (seen, redraw) = (RefCell::default(), Cell::new(false));
        Self { commands, bridge, screen, masked: false, seen, redraw }
    }

    /// Prepares for a line that starts as `left` and `right` of the cursor, masked or not.
    pub fn start(&mut self, left: &str, right: &str, masked: bool) {
        self.masked = masked;
        let line = format!("{left}{right}");
        *self.seen.borrow_mut() = Seen { line, cursor: left.len(), hint: String::new() };
        self.redraw.set(false);
    }

    /// What was last on the screen.
    pub fn last_seen(&self) -> Seen {
        self.seen.borrow().clone()
    }

    /// Where the word at the cursor begins, and what it could become.
    fn candidates(&self, line: &str, cursor: usize) -> (usize, Vec<Pair>) {
        let typed = &line[..cursor];
        let start = typed
            .rfind(char::is_whitespace)
            .map_or(0, |space| space + typed[space..].chars().next().map_or(0, char::len_utf8));
        let word = &typed[start..];
        if self.masked || word.is_empty() {
            return (start, Vec::new());
        }
        if start == 0
            && let Some(command) = word.strip_prefix('/')
        {
            let found = self.commands.iter().filter(|entry| begins(&entry.name, command));
            return (0, found.map(|entry| pair(format!("/{}", entry.name), " ")).collect());
        }
        let end = if start == 0 { ": " } else { " " };
        let found = self.bridge.with_present(|present| {
            let found = present.iter().filter(|name| begins(name.as_str(), word));
            found.map(|name| pair(name.to_string(), end)).collect()
        });
        (start, found)
    }
}

fn pair(text: String, end: &str) -> Pair {
    Pair { replacement: format!("{text}{end}"), display: text }
}

/// Does a text begin with what was typed, case and accents aside?
fn begins(text: &str, typed: &str) -> bool {
    plain(text).starts_with(&plain(typed))
}

impl Completer for LineHelper {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> Result<(usize, Vec<Pair>)> {
        Ok(self.candidates(line, pos))
    }
}

/// The rest of a command's name and what it does.
pub struct Suggestion {
    shown: String,
    rest: Option<String>,
}

impl Hint for Suggestion {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.rest.as_deref()
    }
}

impl Hinter for LineHelper {
    type Hint = Suggestion;

    /// Also the sign that the prompt is up: rustyline asks for a hint before it draws.
    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<Suggestion> {
        self.bridge.begin_drawing();
        let hint = self.suggestion(line, pos);
        self.seen.borrow_mut().hint =
            hint.as_ref().map(|hint| hint.shown.clone()).unwrap_or_default();
        hint
    }
}

impl LineHelper {
    fn suggestion(&self, line: &str, pos: usize) -> Option<Suggestion> {
        let typed = line.strip_prefix('/').filter(|typed| typed.len() > 1)?;
        if self.masked || pos != line.len() {
            return None;
        }
        // An exact name first, or the first that goes on as typed.
        let exact = self.commands.iter().find(|entry| entry.name == typed);
        let entry = exact.or_else(|| self.commands.iter().find(|e| e.name.starts_with(typed)))?;
        let rest = &entry.name[typed.len()..];
        let shown = format!("{rest}  {}", entry.help).trim_end().to_owned();
        Some(Suggestion { shown, rest: (!rest.is_empty()).then(|| format!("{rest} ")) })
    }
}

impl Highlighter for LineHelper {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if !self.masked {
            return Cow::Borrowed(line);
        }
        // As wide as what is hidden: the cursor is placed by it.
        Cow::Owned(line.graphemes(true).map(|letter| "*".repeat(letter.width())).collect())
    }

    /// Called for every redraw. One that no key caused is the end of a print.
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(
        &'s self,
        prompt: &'p str,
        default: bool,
    ) -> Cow<'b, str> {
        if !self.redraw.replace(false) && default {
            self.bridge.drawn();
        }
        if default { Cow::Owned(self.screen.prompt(prompt)) } else { Cow::Borrowed(prompt) }
    }

    /// Called for a list of candidates, after which the line is redrawn.
    fn highlight_candidate<'c>(&self, candidate: &'c str, _: CompletionType) -> Cow<'c, str> {
        self.redraw.set(true);
        Cow::Borrowed(candidate)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(self.screen.dim(hint))
    }

    /// Called before every redraw that a key causes; true, so that the redraw does follow.
    fn highlight_char(&self, line: &str, pos: usize, _: CmdKind) -> bool {
        let mut seen = self.seen.borrow_mut();
        line.clone_into(&mut seen.line);
        seen.cursor = pos;
        self.redraw.set(true);
        true
    }
}

impl Validator for LineHelper {
    /// The line is accepted: nothing may be printed until the next prompt is up.
    fn validate(&self, _: &mut ValidationContext<'_>) -> Result<ValidationResult> {
        self.bridge.end_drawing();
        Ok(ValidationResult::Valid(None))
    }
}

impl Helper for LineHelper {}

#[cfg(test)]
mod tests {
    use crate::client::prompt_bridge::{Server, View};
    use crate::name::Name;

    use super::*;

    fn helper() -> LineHelper {
        let entry = |name: &str| Entry { name: name.into(), help: format!("ajuda de {name}") };
        let names = ["ana", "José", "Joana"].map(|name| Name::new(name).unwrap());
        let bridge = PromptBridge::default();
        bridge.show(View::default(), &names.into(), Server::Idle);
        let commands = ["mão", "modo", "msg", "quem"].map(entry).into();
        LineHelper::new(commands, bridge.into(), Screen::new(false))
    }

    fn completed(line: &str) -> Vec<String> {
        let (start, found) = helper().candidates(line, line.len());
        found.into_iter().map(|pair| format!("{}{}", &line[..start], pair.replacement)).collect()
    }

    #[test]
    fn commands_are_completed_at_the_start_of_the_line() {
        assert_eq!(completed("/ms"), ["/msg "]);
        assert_eq!(completed("/MA"), ["/mão "]);
        assert_eq!(completed("/m"), ["/mão ", "/modo ", "/msg "]);
        assert_eq!(completed("oi /ms"), [""; 0]);
        assert_eq!(completed("//ms"), [""; 0]);
    }

    #[test]
    fn names_are_completed_anywhere() {
        assert_eq!(completed("/msg a"), ["/msg ana "]);
        assert_eq!(completed("an"), ["ana: "]);
        assert_eq!(completed("oi, jose"), ["oi, José "]);
        assert_eq!(completed("JO"), ["Joana: ", "José: "]);
        assert_eq!(completed("oi "), [""; 0]);
    }

    #[test]
    fn a_hint_shows_the_rest_and_what_it_does() {
        let hint = helper().suggestion("/ms", 3).unwrap();
        assert_eq!(hint.display(), "g  ajuda de msg");
        assert_eq!(hint.completion(), Some("g "));
        let hint = helper().suggestion("/msg", 4).unwrap();
        assert_eq!((hint.display(), hint.completion()), ("  ajuda de msg", None));
        assert!(helper().suggestion("/", 1).is_none());
        assert!(helper().suggestion("oi", 2).is_none());
    }

    #[test]
    fn a_secret_is_neither_shown_nor_completed() {
        let mut helper = helper();
        helper.start("", "", true);
        assert_eq!(helper.highlight("ab日", 0), "****");
        assert!(helper.candidates("an", 2).1.is_empty());
        assert!(helper.suggestion("/ms", 3).is_none());
    }
}
