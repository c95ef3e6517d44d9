//! Commands that say something.

use crate::classroom::{Effect, Role};

use super::args::Arg;
use super::row::{Call, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[
    Row {
        portuguese: &["upper", "maiusculas"],
        voice: true,
        args: &[Arg::Text("arg-text")],
        help: "help-upper",
        handler: |call| say_changed(call, str::to_uppercase),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["lower", "minusculas"],
        voice: true,
        args: &[Arg::Text("arg-text")],
        help: "help-lower",
        handler: |call| say_changed(call, str::to_lowercase),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["msg", "para"],
        args: &[Arg::Person, Arg::Text("arg-text")],
        help: "help-msg",
        handler: whisper,
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["eu"],
        english: &["me"],
        voice: true,
        args: &[Arg::Text("arg-action")],
        help: "help-me",
        handler: |call| call.classroom.act(call.now, call.who, call.args),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["aviso"],
        english: &["announce"],
        role: Role::Teacher,
        args: &[Arg::Text("arg-text")],
        help: "help-announce",
        handler: |call| call.classroom.announce(call.now, call.who, call.args),
        ..Row::DEFAULT
    },
];

/// Says a changed text, and shows the speaker what the others read.
fn say_changed(call: Call<'_>, change: fn(&str) -> String) -> Vec<Effect> {
    let text = change(call.args);
    let text = call.classroom.as_said(&text).into_owned();
    let mut effects = call.classroom.speak(call.now, call.who, &text);
    effects.push(Effect::answer(call.who, text));
    effects
}

fn whisper(call: Call<'_>) -> Vec<Effect> {
    let (name, text) = call.first_word();
    call.classroom.whisper(call.now, call.who, name, text)
}
