//! Runs a line: checks what every command has checked, and calls its handler.

use crate::classroom::{Classroom, ConnectionId, Departure, Effect, Now};
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
) -> Vec<Effect> {
    let asked = classroom.asked(who);
    if asked.is_none() && classroom.name(who).is_none() {
        // Read before the connection was closed, and nobody is there to be answered.
        return Vec::new();
    }
    let input = line.map(Input::parse);
    if asked.is_none() && matches!(input, Ok(Input::Empty)) {
        return Vec::new();
    }
    // A password may be any words.
    let leaves = asked != Some(Asked::Password) && matches!(input, Ok(Input::Leave(..)));
    if let Some(refusal) = classroom.admit_line(now, who) {
        if asked.is_none() && matches!(input, Ok(Input::Teach(..))) {
            classroom.note_unasked(now, who);
        }
        // Leaving is never refused, but its words are a line like any other.
        return if leaves { classroom.leave(now, who, Departure::Quit, "") } else { refusal };
    }
    // Only what comes right behind can be a password, and a command is none.
    let is_command = matches!(input, Ok(Input::Leave(..) | Input::Teach(..) | Input::Command(..)));
    if let Some(refusal) = classroom.refusal_of_password(now, who).filter(|_| !is_command) {
        return vec![refusal];
    }
    let (line, input) = match line.and_then(|line| Ok((line, input?))) {
        Ok(both) => both,
        Err(error) => return classroom.refuse_line(who, error),
    };
    if asked.is_some() && !leaves {
        return classroom.reply(now, who, line);
    }
    match input {
        Input::Empty => Vec::new(),
        Input::Leave(row, args) | Input::Teach(row, args) | Input::Command(row, args) => {
            dispatch(classroom, now, who, row, args)
        }
        Input::Unknown(name) => {
            let words = unknown(classroom.locale(), classroom.role(who), name);
            vec![Effect::refuse(who, words)]
        }
        Input::Speech(text) => classroom.hear(now, who, text),
    }
}

fn dispatch(
    classroom: &mut Classroom,
    now: Now,
    who: ConnectionId,
    row: &Row,
    args: &str,
) -> Vec<Effect> {
    let locale = classroom.locale();
    if classroom.role(who) < row.role {
        return vec![Effect::refuse(who, for_teachers(locale, row))];
    }
    if !row.admits(args) {
        return vec![Effect::refuse(who, say!(locale, "command-usage", usage = row.usage(locale)))];
    }
    match row.voice.then(|| classroom.refusal_to_speak(now, who)).flatten() {
        Some(refusal) => vec![refusal],
        None => (row.handler)(Call { classroom, now, who, args }),
    }
}
