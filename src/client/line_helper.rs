//! Completion, hints, masking and colours of the prompt.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::history::SearchDirection;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Context, Helper, Result};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::classroom::Role;
use crate::command::{Completion, Row, completion, rows};
use crate::locale::Locale;
use crate::name::plain;

use super::prompt_bridge::PromptBridge;
use super::screen::Screen;

/// What rustyline asks while a line is typed, and by which it shows when it draws.
pub struct LineHelper {
    role: Role,
    locale: Locale,
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
    pub line: String,
    /// The cursor's place in it, in bytes.
    pub cursor: usize,
    pub hint: String,
}

impl LineHelper {
    pub fn new(role: Role, locale: Locale, screen: Screen, bridge: Arc<PromptBridge>) -> Self {
        let (seen, redraw) = (RefCell::default(), Cell::new(false));
        Self { role, locale, bridge, screen, masked: false, seen, redraw }
    }

    /// Prepares for a line that starts as `left` and `right` of the cursor, masked or not.
    pub fn start(&mut self, left: &str, right: &str, masked: bool) {
        self.masked = masked;
        let line = format!("{left}{right}");
        *self.seen.borrow_mut() = Seen { line, cursor: left.len(), hint: String::new() };
        self.redraw.set(false);
    }

    pub fn last_seen(&self) -> Seen {
        self.seen.borrow().clone()
    }

    /// Where the word at the end of `typed` begins, and what it could become.
    fn candidates(&self, typed: &str, history: &[String]) -> (usize, Vec<Pair>) {
        let word = last_word(typed);
        let start = typed.len() - word.len();
        // In speech, Tab after a space is no request for a name.
        if self.masked || (word.is_empty() && !typed.starts_with('/')) {
            return (start, Vec::new());
        }
        let candidates = match completion(self.locale, self.role, typed) {
            Completion::Words(words) => words,
            Completion::Person => self.bridge.present(),
            Completion::Group => self.groups(history),
            Completion::Nothing => Vec::new(),
        };
        let is_address = start == 0 && !word.starts_with('/');
        let end = if is_address { ": " } else { " " };
        let word = plain(word);
        let found = candidates.into_iter().filter(|text| plain(text).starts_with(&word));
        let pair = |text| Pair { replacement: format!("{text}{end}"), display: text };
        (start, found.map(pair).collect())
    }

    /// The groups that the person has named before: the wire has no mark for a group's name.
    fn groups(&self, history: &[String]) -> Vec<String> {
        let names_group =
            |line: &&String| completion(self.locale, self.role, line) == Completion::Group;
        let lines = history.iter().filter(names_group);
        let names: BTreeSet<String> = lines.map(|line| last_word(line).to_owned()).collect();
        names.into_iter().collect()
    }

    fn suggestion(&self, line: &str, pos: usize) -> Option<Suggestion> {
        let typed = line.strip_prefix('/').filter(|typed| typed.len() > 1)?;
        if self.masked || pos != line.len() {
            return None;
        }
        // An exact name first, or the first that goes on as typed.
        let name = |row: &&Row| row.shown_name(self.locale);
        let usable = || rows().filter(|row| row.role <= self.role);
        let exact = usable().find(|row| name(row) == typed);
        let row = exact.or_else(|| usable().find(|row| name(row).starts_with(typed)))?;
        let rest = &name(&row)[typed.len()..];
        let shown = format!("{rest}  {}", row.help(self.locale));
        Some(Suggestion { shown, rest: (!rest.is_empty()).then(|| format!("{rest} ")) })
    }
}

fn last_word(text: &str) -> &str {
    text.rsplit(char::is_whitespace).next().unwrap_or(text)
}

impl Completer for LineHelper {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, ctx: &Context<'_>) -> Result<(usize, Vec<Pair>)> {
        let history = ctx.history();
        let entry = |index| history.get(index, SearchDirection::Forward).ok().flatten();
        let entries = (0..history.len()).filter_map(entry).map(|found| found.entry.into_owned());
        Ok(self.candidates(&line[..pos], &entries.collect::<Vec<_>>()))
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
    use crate::command::find;
    use crate::name::Name;

    use super::*;

    fn helper() -> LineHelper {
        let names = ["ana", "José", "Joana"].map(|name| Name::new(name).unwrap());
        let bridge = PromptBridge::default();
        bridge.show(View::default(), &names.into(), Server::Idle);
        LineHelper::new(Role::Teacher, Locale::PtBr, Screen::new(false), bridge.into())
    }

    fn completed(line: &str) -> Vec<String> {
        let history = ["/grupo verde", "oi grupo", "/grupo azul", "/grupo verde"];
        let (start, found) = helper().candidates(line, &history.map(str::to_owned));
        found.into_iter().map(|pair| format!("{}{}", &line[..start], pair.replacement)).collect()
    }

    #[test]
    fn commands_are_completed_at_the_start_of_the_line() {
        assert_eq!(completed("/ms"), ["/msg "]);
        assert_eq!(completed("/MÃ"), ["/mao "]);
        assert_eq!(completed("oi /ms"), [""; 0]);
        assert_eq!(completed("//ms"), [""; 0]);
    }

    #[test]
    fn arguments_are_completed_by_what_the_command_takes() {
        assert_eq!(completed("/msg a"), ["/msg ana "]);
        assert_eq!(completed("/msg ").len(), 3);
        assert_eq!(completed("/trancar "), ["/trancar sim ", "/trancar nao "]);
        assert_eq!(completed("/grupo "), ["/grupo azul ", "/grupo verde "]);
        assert_eq!(completed("/quem "), [""; 0]);
    }

    #[test]
    fn names_are_completed_anywhere_in_speech() {
        assert_eq!(completed("an"), ["ana: "]);
        assert_eq!(completed("oi, jose"), ["oi, José "]);
        assert_eq!(completed("JO"), ["Joana: ", "José: "]);
        assert_eq!(completed("oi "), [""; 0]);
    }

    #[test]
    fn a_hint_shows_the_rest_and_what_it_does() {
        let help = |name| find(name).unwrap().help(Locale::PtBr);
        let hint = helper().suggestion("/ms", 3).unwrap();
        assert_eq!(hint.display(), format!("g  {}", help("msg")));
        assert_eq!(hint.completion(), Some("g "));
        let hint = helper().suggestion("/msg", 4).unwrap();
        assert_eq!(hint.display(), format!("  {}", help("msg")));
        assert_eq!(hint.completion(), None);
        assert!(helper().suggestion("/", 1).is_none());
        assert!(helper().suggestion("oi", 2).is_none());
    }

    #[test]
    fn a_secret_is_neither_shown_nor_completed() {
        let mut helper = helper();
        helper.start("", "", true);
        assert_eq!(helper.highlight("ab日", 0), "****");
        assert!(helper.candidates("an", &[]).1.is_empty());
        assert!(helper.suggestion("/ms", 3).is_none());
    }
}
