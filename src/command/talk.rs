//! Commands that say something.

use super::args::Arg;
use super::row::{Call, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        names: [&["upper", "maiusculas"], &[]],
        voice: true,
        args: &[Arg::Text("arg-text")],
        handler: |call| say_changed(call, str::to_uppercase),
        ..Row::DEFAULT
    },
    Row {
        names: [&["lower", "minusculas"], &[]],
        voice: true,
        args: &[Arg::Text("arg-text")],
        handler: |call| say_changed(call, str::to_lowercase),
        ..Row::DEFAULT
    },
    Row {
        names: [&["msg", "para"], &[]],
        args: &[Arg::Person, Arg::Text("arg-text")],
        handler: whisper,
        ..Row::DEFAULT
    },
    Row {
        names: [&["eu"], &["me"]],
        voice: true,
        args: &[Arg::Text("arg-action")],
        handler: |call| call.classroom.act(&mut call.cx, call.args),
        ..Row::DEFAULT
    },
    Row {
        names: [&["aviso"], &["announce"]],
        args: &[Arg::Text("arg-text")],
        handler: |call| call.classroom.announce(&mut call.cx, call.args),
        ..Row::FOR_TEACHERS
    },
];

/// Says a changed text, and shows the speaker what the others read.
fn say_changed(call: &mut Call<'_>, change: fn(&str) -> String) {
    let text = change(call.args);
    let text = call.classroom.as_said(&text).into_owned();
    call.classroom.speak(&mut call.cx, &text);
    call.cx.answer(text);
}

fn whisper(call: &mut Call<'_>) {
    let (name, text) = call.first_word();
    call.classroom.whisper(&mut call.cx, name, text)
}
