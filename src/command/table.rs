//! The table: finds a row, checks what every command has checked, and runs it.

use crate::classroom::{Classroom, ConnectionId, Departure, Effect, Now, Role};
use crate::locale::Locale;
use crate::name::{nearest, plain};
use crate::say;
use crate::wire::{Asked, ClientLine, LineError};

use super::row::{Arity, Call, Row};
use super::{desk, groups, memory, people, poll, queue, study, talk, teach};

/// Help comes first; it lives here because it is about the table.
const HELP: &[Row] = &[Row {
    names: &["ajuda", "help", "?"],
    english: "help",
    bare: None,
    voice: false,
    arity: Arity { min: 0, max: 1 },
    role: Role::Student,
    args: "args-optional-command",
    help: "help-help",
    handler: help,
}];

const FAMILIES: [&[Row]; 10] = [
    HELP,
    talk::ROWS,
    study::ROWS,
    queue::ROWS,
    poll::ROWS,
    people::ROWS,
    memory::ROWS,
    groups::ROWS,
    teach::ROWS,
    desk::ROWS,
];

/// No name that works without `/` takes more bytes than this, in any case and with its accents.
const LONGEST_BARE: usize = 32;

/// Every command, in the order in which help lists them.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    FAMILIES.into_iter().flatten()
}

/// The command of that name, in any case and with or without accents.
pub fn find(name: &str) -> Option<&'static Row> {
    let name = plain(name);
    rows().find(|row| row.names.contains(&name.as_str()))
}

/// The line by which readers of a language run the command of that name: `/sair`.
pub fn typed(name: &str, locale: Locale) -> String {
    format!("/{}", find(name).map_or(name, |row| row.shown_name(locale)))
}

/// Does this line, typed by someone in the room, ask to leave it?
pub fn means_leaving(line: &str) -> bool {
    let row = match ClientLine::parse(line) {
        ClientLine::Command { name, .. } => find(name),
        ClientLine::Speech(text) => find_bare(text),
        ClientLine::Empty => None,
    };
    row.is_some_and(|row| row.bare.is_some())
}

/// Does this line hold a password, though no command takes one? It is not to be kept.
pub fn holds_password(line: &str) -> bool {
    match ClientLine::parse(line) {
        ClientLine::Command { name, args } => !args.is_empty() && teach::is_named(name),
        ClientLine::Speech(_) | ClientLine::Empty => false,
    }
}

/// Runs a line that a connection sent: the answer to a question, a command, or speech.
pub fn run(
    classroom: &mut Classroom,
    now: Now,
    who: ConnectionId,
    line: Result<&str, LineError>,
) -> Vec<Effect> {
    let question = classroom.asked(who);
    let asked = question.is_some();
    if !asked && classroom.name(who).is_none() {
        // Read before the connection was closed, and nobody is there to be answered.
        return Vec::new();
    }
    if !asked && line.is_ok_and(|line| ClientLine::parse(line) == ClientLine::Empty) {
        return Vec::new();
    }
    // A password may be any words.
    let leaves = question != Some(Asked::Password) && line.is_ok_and(means_leaving);
    if let Some(refusal) = classroom.admit_line(now, who) {
        if !asked && line.is_ok_and(means_teaching) {
            classroom.note_unasked(now, who);
        }
        // Leaving is never refused, but its words are a line like any other.
        return if leaves { classroom.leave(now, who, Departure::Quit, "") } else { refusal };
    }
    // Only what comes right behind can be a password, and a command is none.
    let refusal = classroom.refusal_of_password(now, who);
    if let Some(refusal) = refusal.filter(|_| !line.is_ok_and(names_a_command)) {
        return vec![refusal];
    }
    let line = match line {
        Ok(line) => line,
        Err(error) => return classroom.refuse_line(who, error),
    };
    if asked && !leaves {
        return classroom.reply(now, who, line);
    }
    match ClientLine::parse(line) {
        ClientLine::Empty => Vec::new(),
        ClientLine::Command { name, args } => dispatch(classroom, now, who, name, args),
        ClientLine::Speech(text) => match find_bare(text) {
            Some(row) => (row.handler)(Call { classroom, now, who, args: "" }),
            None => classroom.hear(now, who, text),
        },
    }
}

/// Is this line a command of the table, by its name?
fn names_a_command(line: &str) -> bool {
    match ClientLine::parse(line) {
        ClientLine::Command { name, .. } => find(name).is_some(),
        ClientLine::Speech(text) => find_bare(text).is_some(),
        ClientLine::Empty => false,
    }
}

/// Does someone want to teach by this line?
fn means_teaching(line: &str) -> bool {
    matches!(ClientLine::parse(line), ClientLine::Command { name, .. } if teach::is_named(name))
}

fn dispatch(
    classroom: &mut Classroom,
    now: Now,
    who: ConnectionId,
    name: &str,
    args: &str,
) -> Vec<Effect> {
    let (locale, role) = (classroom.locale(), classroom.role(who));
    let refusal = match find(name) {
        None => unknown(locale, role, name),
        Some(row) if role < row.role => for_teachers(locale, row),
        Some(row) if !row.arity.admits(args) => {
            say!(locale, "command-usage", usage = row.usage(locale))
        }
        Some(row) => {
            let silenced = row.voice.then(|| classroom.refusal_to_speak(now, who)).flatten();
            return match silenced {
                Some(refusal) => vec![refusal],
                None => (row.handler)(Call { classroom, now, who, args }),
            };
        }
    };
    vec![Effect::refuse(who, refusal)]
}

fn find_bare(text: &str) -> Option<&'static Row> {
    let word = text.trim();
    // To fold the case of a whole line of speech would be most of the work on it.
    if word.len() > LONGEST_BARE || word.contains(char::is_whitespace) {
        return None;
    }
    let word = plain(word);
    rows().find(|row| row.bare == Some(word.as_str()))
}

/// The words for a command that is not in the table, with the nearest one that is.
fn unknown(locale: Locale, role: Role, name: &str) -> String {
    let names = usable(role).flat_map(|row| row.names.iter().copied());
    match nearest(name, names).and_then(find) {
        Some(row) => {
            let near = row.shown_name(locale);
            say!(locale, "command-unknown-near", name = name, near = near)
        }
        None => say!(locale, "command-unknown", name = name),
    }
}

fn for_teachers(locale: Locale, row: &Row) -> String {
    say!(locale, "command-for-teachers", name = row.shown_name(locale))
}

fn usable(role: Role) -> impl Iterator<Item = &'static Row> {
    rows().filter(move |row| row.role <= role)
}

fn help(call: Call<'_>) -> Vec<Effect> {
    let (locale, role) = (call.locale(), call.classroom.role(call.who));
    let tell = |text: String| Effect::answer(call.who, text);
    if call.args.is_empty() {
        let lines = usable(role).map(|row| {
            let text = format!("{} — {}", row.usage(locale), row.help(locale));
            tell(text)
        });
        let mut end = vec![say!(locale, "help-end")];
        end.extend(call.classroom.code_for(call.who));
        end.extend(call.classroom.state());
        return lines.chain(end.into_iter().map(tell)).collect();
    }
    let name = call.args.strip_prefix('/').unwrap_or(call.args);
    let row = match find(name) {
        None => return call.refuse(unknown(locale, role, name)),
        Some(row) if role < row.role => return call.refuse(for_teachers(locale, row)),
        Some(row) => row,
    };
    let mut lines = vec![tell(format!("{} — {}", row.usage(locale), row.help(locale)))];
    let others = row.other_names(locale);
    if !others.is_empty() {
        lines.push(tell(say!(locale, "help-other-names", names = others.join(", "))));
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_plain_and_belong_to_one_row() {
        let mut seen = HashSet::new();
        for row in rows() {
            assert!(row.names.contains(&row.english), "{row:?}");
            for name in row.names {
                assert_eq!(plain(name), *name);
                assert!(seen.insert(name), "/{name} stands twice");
            }
        }
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        for name in ["historico", "HISTÓRICO", "histórico", "History"] {
            assert_eq!(find(name).map(|row| row.english), Some("history"), "{name}");
        }
    }

    #[test]
    fn a_password_on_the_line_is_known() {
        for line in ["/professor abre-te", "/PROFESSORA x", "/teacher  open sesame"] {
            assert!(holds_password(line), "{line}");
        }
        for line in ["/professor", "//professor x", "professor x", "/msg professor x", ""] {
            assert!(!holds_password(line), "{line}");
        }
    }

    #[test]
    fn leaving_is_known_in_each_of_its_forms() {
        for line in ["sair", " Sair ", "/sair", "/exit tchau", "/QUIT"] {
            assert!(means_leaving(line), "{line}");
        }
        for line in ["sair daqui", "vou sair", "//sair", "/who", ""] {
            assert!(!means_leaving(line), "{line}");
        }
    }
}
