//! Runs a line: checks what every command has checked, and calls its handler.

use crate::classroom::{Classroom, ConnectionId, Departure, Effects, Now};
use crate::say;
use crate::wire::{Asked, LineError};

use super::input::Input;
use super::row::{Call, Row};
use super::table::{for_teachers, unknown};

/// Runs a line that a connection sent: the answer to a question, a command, or speech.
pub fn run(
    classroom: &mut Classroom,
    now: Now,
    who: ConnectionId,
    line: Result<&str, LineError>,
    effects: &mut Effects,
) {
    let asked = classroom.asked(who);
    if asked.is_none() && classroom.name(who).is_none() {
        // Read before the connection was closed, and nobody is there to be answered.
        return;
    }
    let input = line.map(Input::parse);
    if asked.is_none() && matches!(input, Ok(Input::Empty)) {
        return;
    }
    // A password may be any words.
    let leaves = asked != Some(Asked::Password) && matches!(input, Ok(Input::Leave(..)));
    if let Some(words) = classroom.admit_line(now, who) {
        if asked.is_none() && matches!(input, Ok(Input::Teach(..))) {
            classroom.note_unasked(now, who);
        }
        // Leaving is never refused, but its words are a line like any other.
        return if leaves {
            classroom.leave(now, who, Departure::Quit, "", effects);
        } else {
            classroom.refuse_and_ask(who, words, effects);
        };
    }
    // Only what comes right behind can be a password, and a command is none.
    let is_command = matches!(input, Ok(Input::Leave(..) | Input::Teach(..) | Input::Command(..)));
    if let Some(words) = classroom.refusal_of_password(now, who).filter(|_| !is_command) {
        return effects.refuse(who, words);
    }
    let (line, input) = match line.and_then(|line| Ok((line, input?))) {
        Ok(both) => both,
        Err(error) => return classroom.refuse_line(who, error, effects),
    };
    if asked.is_some() && !leaves {
        return classroom.reply(now, who, line, effects);
    }
    match input {
        Input::Empty => {}
        Input::Leave(row, args) | Input::Teach(row, args) | Input::Command(row, args) => {
            dispatch(row, &mut Call { classroom, now, who, args, effects });
        }
        Input::Unknown(name) => {
            let words = unknown(classroom.locale(), classroom.role(who), name);
            effects.refuse(who, words);
        }
        Input::Speech(text) => classroom.hear(now, who, text, effects),
    }
}

fn dispatch(row: &Row, call: &mut Call<'_>) {
    let locale = call.locale();
    if call.classroom.role(call.who) < row.role {
        return call.refuse(for_teachers(locale, row));
    }
    if !row.admits(call.args) {
        return call.refuse(say!(locale, "command-usage", usage = row.usage(locale)));
    }
    match row.voice.then(|| call.classroom.refusal_to_speak(call.now, call.who)).flatten() {
        Some(words) => call.refuse(words),
        None => (row.handler)(call),
    }
}
