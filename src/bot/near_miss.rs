//! What one line that came has that the expected one has not, if little is between them.

use crate::name::plain;
use crate::wire::ServerLine;

use super::actor::Actor;
use super::cause::Cause;
use super::escape::{escaped, is_hidden};
use super::pattern::{Pattern, has_name, mentions};
use super::transcript::Entry;

/// Did the line come to `own` among what is `new`, but for a trifle?
pub fn near_miss(pattern: &Pattern, own: &Actor, new: &[Entry], all: &[Actor]) -> Option<Cause> {
    let partial = own.transcript.partial();
    let stands_in_partial = match pattern {
        Pattern::Exactly(line) => partial.ends_with(line.as_bytes()),
        _ => own.transcript.fits(pattern, partial),
    };
    if !partial.is_empty() && stands_in_partial {
        return Some(Cause::WithoutEnd);
    }
    match pattern {
        Pattern::Exactly(line) => received(new).find_map(|got| difference(line, got, all)),
        Pattern::Bytes(line) => received(new).find_map(|got| match got.strip_suffix(b"\r") {
            Some(got) if got == line => Some(Cause::CarriageReturn),
            _ => difference(str::from_utf8(line).ok()?, got, all),
        }),
        Pattern::List { names, without } => of_notice(names, without, own, new),
        _ => None,
    }
}

/// The lines that came, in order.
pub fn received(entries: &[Entry]) -> impl DoubleEndedIterator<Item = &[u8]> {
    entries.iter().filter_map(|entry| match entry {
        Entry::Received(line) => Some(line.as_slice()),
        _ => None,
    })
}

fn difference(expected: &str, got: &[u8], all: &[Actor]) -> Option<Cause> {
    let Ok(got) = str::from_utf8(got) else {
        let latin: String = got.iter().map(|byte| char::from(*byte)).collect();
        let is_it = latin == expected || narrowed(&latin).as_deref() == Some(expected);
        return is_it.then_some(Cause::Encoding);
    };
    let got = got.trim_end_matches('\r');
    if got == expected {
        return None;
    }
    if narrowed(got).as_deref() == Some(expected) {
        return Some(Cause::Encoding);
    }
    let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
    if got.replace(is_invisible, "") == expected {
        return Some(Cause::Unseen);
    }
    if without_spaces(got) == without_spaces(expected) {
        return Some(Cause::Spaces);
    }
    if plain(got) == plain(expected) {
        return Some(Cause::Letters);
    }
    // UTF-8 that was read as Latin-1 and encoded once more.
    let latin: Option<Vec<u8>> = got.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    if latin.is_some_and(|bytes| bytes == expected.as_bytes()) {
        return Some(Cause::Encoding);
    }
    if is_glued(expected, got) {
        return Some(Cause::Glued);
    }
    if got.contains(expected) {
        return Some(Cause::Part);
    }
    if is_in_another_form(expected, got, all) {
        let (got, form) = (escaped(got.as_bytes()), escaped(expected.as_bytes()));
        return Some(Cause::Form { got, form });
    }
    if is_cut_short(expected, got) {
        return Some(Cause::CutShort(escaped(got.as_bytes())));
    }
    (mark(got) == mark(expected) && mark(got).is_some()).then_some(Cause::Words)
}

/// A line without its zero bytes, if every other one is such: UTF-16.
fn narrowed(line: &str) -> Option<String> {
    let zeros = line.matches('\0').count();
    (zeros > 0 && 2 * zeros + 1 >= line.chars().count()).then(|| line.replace('\0', ""))
}

fn is_invisible(character: char) -> bool {
    character.is_control() || is_hidden(character)
}

/// Does a line hold another one, before or behind it, that could stand alone?
fn is_glued(expected: &str, got: &str) -> bool {
    let begins_line = |text: &str| text.starts_with(['[', '(', '*', '>', '!', '?']);
    let behind = got.strip_prefix(expected).is_some_and(begins_line);
    let before = begins_line(expected) && got.strip_suffix(expected).is_some_and(begins_line);
    behind || before
}

/// Are someone's words there, bare or with the name in a form of the server's own? Not so if words
/// of theirs have come in the right form: then it is about these words.
fn is_in_another_form(expected: &str, got: &str, all: &[Actor]) -> bool {
    let ServerLine::Speech { name, text } = ServerLine::parse(expected) else { return false };
    if text.is_empty() || !matches!(ServerLine::parse(got), ServerLine::Other(_)) {
        return false;
    }
    let names_or_nothing = |rest: &str| rest.trim().is_empty() || has_name(rest, name.as_str());
    let Some(at) = got.rfind(text.as_str()) else { return false };
    let rest = format!("{} {}", &got[..at], &got[at + text.len()..]);
    let right = format!("[{name}] ");
    let is_right = |line: &[u8]| line.starts_with(right.as_bytes());
    names_or_nothing(&rest)
        && !all.iter().any(|bot| received(bot.transcript.since(0)).any(is_right))
}

/// Is it the beginning of what someone says, and more than their name?
fn is_cut_short(expected: &str, got: &str) -> bool {
    let ServerLine::Speech { name, .. } = ServerLine::parse(expected) else { return false };
    expected.starts_with(got) && got.len() > name.as_str().len() + "[] ".len()
}

/// What comes before the server's own words in a line that has a mark.
fn mark(line: &str) -> Option<String> {
    match ServerLine::parse(line) {
        ServerLine::Joined { name, .. } => Some(format!("+ {name}")),
        ServerLine::Left { name, .. } => Some(format!("- {name}")),
        ServerLine::Renamed { old, new, .. } => Some(format!("~ {old} {new}")),
        ServerLine::Ask { .. } => Some("?".to_owned()),
        ServerLine::Closing(_) => Some(".".to_owned()),
        _ => None,
    }
}

/// What a notice has, or has not, that it should: a list of who is there if its reader is among
/// those who must not stand in it.
fn of_notice(names: &[String], without: &[String], own: &Actor, new: &[Entry]) -> Option<Cause> {
    let is_list = without.contains(&own.name);
    // A list answers what was sent last, the name.
    let sent = new.iter().rposition(|entry| matches!(entry, Entry::Sent(_)));
    let answer = new.get(sent.map_or(0, |at| at + 1)..).unwrap_or_default();
    let lines = received(if is_list { answer } else { new });
    let lines: Vec<_> = lines.map(String::from_utf8_lossy).collect();
    let names_all = |line: &str| names.iter().all(|name| has_name(line, name));
    let shown = |line: &str| escaped(line.as_bytes());
    let (marked, others): (Vec<&str>, Vec<&str>) =
        lines.iter().map(AsRef::as_ref).partition(|line| line.starts_with('*'));
    if is_list && let Some(line) = marked.iter().find(|l| names_all(l) && has_name(l, &own.name)) {
        return Some(Cause::OwnName(shown(line)));
    }
    let mut unmarked = others.iter().filter(|line| !line.starts_with('['));
    if (!names.is_empty() || marked.is_empty())
        && let Some(line) = unmarked.rfind(|line| names_all(line))
    {
        return Some(Cause::Unmarked(shown(line)));
    }
    let is_notice = |line: String| line.starts_with('*') && names_all(&line);
    if lines.iter().any(|line| narrowed(line).is_some_and(is_notice)) {
        return Some(Cause::Encoding);
    }
    let names_alike = |line: &&str| names.iter().all(|name| mentions(line, name));
    if !is_list && !names.is_empty() && marked.iter().any(names_alike) {
        return Some(Cause::Letters);
    }
    let missing = |line: &str| -> Vec<&str> {
        names.iter().map(String::as_str).filter(|name| !has_name(line, name)).collect()
    };
    let fullest = marked.iter().min_by_key(|line| missing(line).len()).filter(|_| is_list)?;
    let missing = missing(fullest);
    (!missing.is_empty())
        .then(|| Cause::Unnamed { missing: missing.join(", "), got: shown(fullest) })
}
