//! Commands that say something.

use crate::classroom::{Effect, Role};

use super::row::{Arity, Call, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[
    Row {
        names: &["upper", "maiusculas"],
        english: "upper",
        bare: None,
        voice: true,
        arity: Arity::TEXT,
        role: Role::Student,
        args: "args-text",
        help: "help-upper",
        handler: |call| say_changed(call, str::to_uppercase),
    },
    Row {
        names: &["lower", "minusculas"],
        english: "lower",
        bare: None,
        voice: true,
        arity: Arity::TEXT,
        role: Role::Student,
        args: "args-text",
        help: "help-lower",
        handler: |call| say_changed(call, str::to_lowercase),
    },
    Row {
        names: &["msg", "para"],
        english: "msg",
        bare: None,
        voice: false,
        arity: Arity { min: 2, max: usize::MAX },
        role: Role::Student,
        args: "args-name-text",
        help: "help-msg",
        handler: whisper,
    },
    Row {
        names: &["eu", "me"],
        english: "me",
        bare: None,
        voice: true,
        arity: Arity::TEXT,
        role: Role::Student,
        args: "args-action",
        help: "help-me",
        handler: |call| call.classroom.act(call.now, call.who, call.args),
    },
    Row {
        names: &["aviso", "announce"],
        english: "announce",
        bare: None,
        voice: false,
        arity: Arity::TEXT,
        role: Role::Teacher,
        args: "args-text",
        help: "help-announce",
        handler: |call| call.classroom.announce(call.now, call.who, call.args),
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
