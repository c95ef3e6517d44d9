//! Runs a line: checks what every command has checked, and calls its handler.

use crate::classroom::{Classroom, Context, Departure};
use crate::say;
use crate::wire::{Asked, LineError};

use super::parsed_line::ParsedLine::{
    self, Command, Empty, Leave, Mistyped, Speech, Teach, Unknown,
};
use super::row::{Call, Row};
use super::table::{for_teachers, mistyped, unknown};

/// Runs a line that a connection sent: the answer to a question, a command, or speech.
pub fn run(classroom: &mut Classroom, mut cx: Context<'_>, line: Result<&str, LineError>) {
    let (now, who) = (cx.now, cx.who);
    let asked = classroom.asked(who);
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
    if let Some(words) = classroom.admit_line(now, who) {
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
    // Only what comes right behind can be a password, and a command is none.
    let is_command = matches!(parsed, Ok(Leave(..) | Teach(..) | Command(..)));
    if let Some(words) = classroom.refusal_of_password(now, who).filter(|_| !is_command) {
        return cx.refuse(words);
    }
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
