//! Applies what happens to the class; of a line, checks what every command has checked, and calls its
//! handler.

use crate::classroom::{Answer, Classroom, Context, Departure, Effects, Entry, Input, Role};
use crate::say;
use crate::wire::{Asked, LineError};

use super::parsed_line::ParsedLine::{
    self, Command, Empty, Leave, Mistyped, Speech, Teach, Unknown,
};
use super::row::{Call, Row};
use super::table::{for_teachers, mistyped, unknown};

impl Classroom {
    /// Does what an entry says. Equal classes that apply the same entries ask for the same effects
    /// and are equal again.
    pub fn apply(&mut self, entry: &Entry, effects: &mut Effects) {
        let now = entry.at;
        match &entry.input {
            Input::Opened(opened) => {
                *self = Self::new(opened.config.clone());
                self.begin(opened);
            }
            Input::Connected { who, origin } => {
                self.connect(&mut effects.context(now, *who), *origin);
            }
            Input::Line { who, number, line } => {
                let line = line.as_deref().map_err(|error| *error);
                run(self, Context { line: Some(*number), ..effects.context(now, *who) }, line);
            }
            Input::SecretGiven { who, number, answer } => {
                let cx = Context { line: Some(*number), ..effects.context(now, *who) };
                take_secret(self, cx, *answer);
            }
            Input::SecretChecked { who, check } => {
                self.password_checked(&mut effects.context(now, *who), check);
            }
            Input::TlsHello { who } => self.refuse_tls(&mut effects.context(now, *who)),
            Input::Gone { who, how } => self.leave(&mut effects.context(now, *who), *how, ""),
            Input::Notice(words) => effects.tell_teachers(words.as_str()),
            Input::Tick => self.wake(now, effects),
            Input::Stop => self.end(now, "", effects),
            Input::PassMade { who, hash } => {
                self.pass_made(&mut effects.context(now, *who), *hash);
            }
            Input::Returned { who, number, name, hash, read } => {
                let cx = &mut Context { line: Some(*number), ..effects.context(now, *who) };
                self.come_back(cx, name, *hash, *read);
            }
            Input::BoardOpened { who, number } => {
                self.open_board(&mut Context { line: Some(*number), ..effects.context(now, *who) });
            }
        }
    }
}

/// Takes a secret, which counts as a line.
fn take_secret(classroom: &mut Classroom, mut cx: Context<'_>, answer: Answer) {
    if classroom.asked(cx.who).is_none() && classroom.name(cx.who).is_none() {
        return;
    }
    // Answers have a limit of their own.
    match classroom.admit_line(cx.now, cx.who, true) {
        Some(words) => classroom.leave_unread(&mut cx, words),
        None => classroom.take_secret(&mut cx, answer),
    }
}

/// Runs a line that a connection sent: the answer to a question, a command, or speech.
pub fn run(classroom: &mut Classroom, mut cx: Context<'_>, line: Result<&str, LineError>) {
    let (now, who) = (cx.now, cx.who);
    let asked = classroom.asked(who);
    if asked.is_none() && classroom.role(who) == Role::Board {
        return match classroom.admit_line(now, who, false) {
            Some(words) => classroom.leave_unread(&mut cx, words),
            None => classroom.refuse_board(&mut cx),
        };
    }
    if asked.is_none() && classroom.name(who).is_none() {
        // Read before the connection was closed, and nobody is there to be answered.
        return;
    }
    let parsed = line.map(ParsedLine::parse);
    if asked.is_none() && matches!(parsed, Ok(Empty)) {
        return;
    }
    // A password may be any words.
    let leaves = asked != Some(Asked::Password) && matches!(parsed, Ok(Leave(..)));
    let is_free = matches!(parsed, Ok(Command(row, _) | Teach(row, _)) if row.is_free);
    if let Some(words) = classroom.admit_line(now, who, is_free) {
        if asked.is_none()
            && let Ok(Teach(row, _) | Mistyped(row, _)) = parsed
            && row.asks_password()
        {
            classroom.note_unasked(now, who);
        }
        // Leaving is never refused, but its words are a line like any other.
        return if leaves {
            classroom.leave(&mut cx, Departure::Quit, "");
        } else {
            classroom.leave_unread(&mut cx, words);
        };
    }
    classroom.forget_unasked(who);
    let (line, parsed) = match line.and_then(|line| Ok((line, parsed?))) {
        Ok(both) => both,
        Err(error) => return classroom.refuse_line(&mut cx, error),
    };
    if asked.is_some() && !leaves {
        return classroom.reply(&mut cx, line);
    }
    match parsed {
        Empty => {}
        Leave(row, args) | Teach(row, args) | Command(row, args) => {
            dispatch(row, &mut Call { classroom, cx, args });
        }
        Unknown(name) => {
            let words = unknown(classroom.locale(), classroom.role(who), name);
            cx.refuse(words);
        }
        Mistyped(row, args) => {
            if row.asks_password() {
                classroom.note_unasked(now, who);
            }
            cx.refuse(mistyped(classroom.locale(), row, args));
        }
        Speech(text) => classroom.hear(&mut cx, text),
    }
}

fn dispatch(row: &Row, call: &mut Call<'_>) {
    let locale = call.locale();
    if call.classroom.role(call.cx.who) < row.role {
        return call.refuse(for_teachers(locale, row));
    }
    if !row.admits(call.args) {
        return call.refuse(say!(locale, "command-usage", usage = row.usage(locale)));
    }
    match row.voice.then(|| call.classroom.refusal_to_speak(call.cx.now, call.cx.who)).flatten() {
        Some(words) => call.refuse(words),
        None => (row.handler)(call),
    }
}
