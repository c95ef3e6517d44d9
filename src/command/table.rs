//! The table of all commands, and how a name is found in it.

use crate::classroom::Role;
use crate::locale::Locale;
use crate::name::{nearest, plain};
use crate::say;

use super::args::Arg;
use super::row::{Call, Row};
use super::{
    groups, history, moderation, people, poll, queue, quiz, settings, talk, teacher_login,
    times_table,
};

/// Help comes first; it lives here because it is about the table.
const HELP: &[Row] = &[Row {
    names: [&["ajuda"], &["help", "?"]],
    args: &[Arg::Optional(&Arg::Command)],
    handler: help,
    ..Row::DEFAULT
}];

const FAMILIES: [&[Row]; 12] = [
    HELP,
    talk::ROWS,
    times_table::ROWS,
    quiz::ROWS,
    queue::ROWS,
    poll::ROWS,
    people::ROWS,
    history::ROWS,
    groups::ROWS,
    teacher_login::ROWS,
    settings::ROWS,
    moderation::ROWS,
];

/// Every command, in the order in which help lists them.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    FAMILIES.into_iter().flatten()
}

/// The commands that a role may use.
pub(super) fn usable(role: Role) -> impl Iterator<Item = &'static Row> {
    rows().filter(move |row| row.role <= role)
}

/// The command of that name, in any case and with or without accents.
pub fn find(name: &str) -> Option<&'static Row> {
    let name = plain(name);
    rows().find(|row| row.names().any(|other| other == name))
}

/// The line by which readers of a language run the command of that name: `/sair`.
pub fn typed(name: &str, locale: Locale) -> String {
    format!("/{}", find(name).map_or(name, |row| row.shown_name(locale)))
}

/// The words for a command that is not in the table, with the nearest one that is.
pub(super) fn unknown(locale: Locale, role: Role, name: &str) -> String {
    match nearest(name, usable(role).flat_map(Row::names)).and_then(find) {
        Some(row) => {
            let near = row.shown_name(locale);
            say!(locale, "command-unknown-near", name = name, near = near)
        }
        None => say!(locale, "command-unknown", name = name),
    }
}

/// The words for a command with something before its `/`.
pub(super) fn mistyped(locale: Locale, row: &Row, args: &str) -> String {
    if row.asks_password() && !args.is_empty() {
        return say!(locale, "teach-words");
    }
    say!(locale, "command-mistyped", name = row.shown_name(locale))
}

/// The words for a command that only teachers may use.
pub(super) fn for_teachers(locale: Locale, row: &Row) -> String {
    say!(locale, "command-for-teachers", name = row.shown_name(locale))
}

fn help(call: &mut Call<'_>) {
    let (locale, role) = (call.locale(), call.classroom.role(call.cx.who));
    let line = |row: &Row| format!("{} — {}", row.usage(locale), row.help(locale));
    let mut lines: Vec<String>;
    if call.args.is_empty() {
        usable(role).map(line).for_each(|line| call.cx.answer(line));
        call.cx.answer(say!(locale, "help-end"));
        call.classroom.tell_ways_in(&mut call.cx);
        lines = call.classroom.state();
    } else {
        let name = call.args.strip_prefix('/').unwrap_or(call.args);
        let row = match find(name) {
            None => return call.refuse(unknown(locale, role, name)),
            Some(row) if role < row.role => return call.refuse(for_teachers(locale, row)),
            Some(row) => row,
        };
        lines = vec![line(row)];
        let others = row.other_names(locale);
        if !others.is_empty() {
            lines.push(say!(locale, "help-other-names", names = others.join(", ")));
        }
    }
    lines.into_iter().for_each(|line| call.cx.answer(line));
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_plain_and_belong_to_one_row() {
        let mut seen = HashSet::new();
        for name in rows().flat_map(Row::names) {
            assert_eq!(plain(name), name);
            assert!(seen.insert(name), "/{name} stands twice");
        }
        assert!(rows().all(|row| !row.names[0].is_empty()));
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        for name in ["historico", "HISTÓRICO", "histórico", "History"] {
            let found = find(name).map(|row| row.shown_name(Locale::En));
            assert_eq!(found, Some("history"), "{name}");
        }
    }
}
