//! Why a step has probably failed: what a good assistant would look at first.

use crate::locale::Locale;
use crate::name::plain;
use crate::say;
use crate::wire::ServerLine;

use super::escape::escaped;
use super::pattern::Pattern;
use super::problem::{Expected, Problem, Sight};
use super::transcript::Entry;

/// A likely cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The line came, but its `\n` has not.
    WithoutEnd,
    /// The line stands in one with others.
    Glued,
    /// A `\r` or another sign that cannot be seen is in the line.
    Unseen,
    /// Only capitals and small letters, or accents, differ.
    Letters,
    /// Only spaces differ.
    Spaces,
    /// The text came without, or with another, name before it.
    Prefix,
    /// The letters came in another encoding.
    Encoding,
    /// The line had been read over before this step: its number.
    Earlier(usize),
    /// The line came to someone else: to whom.
    Elsewhere(String),
    /// The speaker's own words came back.
    Echo,
    /// The server refused what was sent.
    Refusal(String),
    /// The server said why it closes.
    Farewell(String),
    /// The server closed right after it was sent this.
    ClosedAfter(String),
    /// The server says it in other words, or in another language.
    Words,
    /// Someone said it, and nobody has read it: who.
    NotRelayed(String),
    /// Nothing at all has ever come to this bot.
    Mute,
    /// What the bot sent last has no `\n`: the server waits for the rest.
    Unfinished,
    /// The server sends without end.
    Flood,
}

impl Cause {
    /// The cause, and what to do about it.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::WithoutEnd => say!(locale, "bot-cause-without-end"),
            Self::Glued => say!(locale, "bot-cause-glued"),
            Self::Unseen => say!(locale, "bot-cause-unseen"),
            Self::Letters => say!(locale, "bot-cause-letters"),
            Self::Spaces => say!(locale, "bot-cause-spaces"),
            Self::Prefix => say!(locale, "bot-cause-prefix"),
            Self::Encoding => say!(locale, "bot-cause-encoding"),
            Self::Earlier(number) => say!(locale, "bot-cause-earlier", number = *number),
            Self::Elsewhere(who) => say!(locale, "bot-cause-elsewhere", who = who.as_str()),
            Self::Echo => say!(locale, "bot-cause-echo"),
            Self::Refusal(words) => say!(locale, "bot-cause-refusal", words = words.as_str()),
            Self::Farewell(words) => say!(locale, "bot-cause-farewell", words = words.as_str()),
            Self::ClosedAfter(line) => say!(locale, "bot-cause-closed-after", line = line.as_str()),
            Self::NotRelayed(who) => say!(locale, "bot-cause-not-relayed", who = who.as_str()),
            Self::Words => say!(locale, "bot-cause-words"),
            Self::Mute => say!(locale, "bot-cause-mute"),
            Self::Unfinished => say!(locale, "bot-cause-unfinished"),
            Self::Flood => say!(locale, "bot-cause-flood"),
        }
    }
}

/// The likely cause of a problem of `who`, whose lines from entry `from` on were not read.
pub fn likely(problem: &Problem, who: &str, from: usize, sights: &[Sight]) -> Option<Cause> {
    let own = sights.iter().find(|sight| sight.who == who)?;
    let expected = problem.expected()?;
    let new = own.entries.get(from..).unwrap_or_default();
    match (problem, &expected) {
        (Problem::NotSilent { got, .. } | Problem::NotNext { got, .. }, _) if is_echo(got, own) => {
            Some(Cause::Echo)
        }
        (Problem::Closed { .. }, _) => {
            farewell(own).or_else(|| refusal(new)).or_else(|| closed_after(own))
        }
        (Problem::Flooded { .. }, _) => Some(Cause::Flood),
        (Problem::Refused { .. } | Problem::NotSilent { .. }, _) => None,
        (_, Expected::Line(pattern) | Expected::Lines(_, Some(pattern))) => {
            of_line(pattern, own, from, sights).or_else(|| of_silence(own, new))
        }
        _ => of_silence(own, new),
    }
}

/// Why a line that was waited for is not among those that came.
fn of_line(pattern: &Pattern, own: &Sight, from: usize, sights: &[Sight]) -> Option<Cause> {
    if pattern.matches(&own.partial) && !own.partial.is_empty() {
        return Some(Cause::WithoutEnd);
    }
    let new = own.entries.get(from..).unwrap_or_default();
    if let Pattern::Exactly(line) = pattern
        && let Some(cause) = heard(new).find_map(|got| difference(line, got))
    {
        return Some(cause);
    }
    if let Some(cause) = refusal(new) {
        return Some(cause);
    }
    let matching = |entry: &Entry| matches!(entry, Entry::Heard(line) if pattern.matches(line));
    if let Some(at) = own.entries.iter().take(from).rposition(matching) {
        return Some(Cause::Earlier(at + 1));
    }
    let others = sights.iter().filter(|sight| sight.who != own.who);
    let reached = others.into_iter().find(|sight| sight.entries.iter().any(matching));
    match reached {
        Some(sight) => Some(Cause::Elsewhere(sight.who.clone())),
        None => not_relayed(pattern, sights),
    }
}

/// Is it speech that was sent and that nobody has read?
fn not_relayed(pattern: &Pattern, sights: &[Sight]) -> Option<Cause> {
    let Pattern::Exactly(line) = pattern else { return None };
    let ServerLine::Speech { name, text } = ServerLine::parse(line) else { return None };
    let speaker = sights.iter().find(|sight| plain(&sight.who) == plain(name.as_str()))?;
    let said = speaker.entries.iter().any(|entry| match entry {
        Entry::Sent(bytes) => bytes.strip_suffix(b"\n") == Some(text.as_bytes()),
        _ => false,
    });
    said.then(|| Cause::NotRelayed(speaker.who.clone()))
}

/// Was something sent, and the end the next thing that came?
fn closed_after(own: &Sight) -> Option<Cause> {
    match own.entries.as_slice() {
        [.., Entry::Sent(bytes), Entry::Ended | Entry::Broken(_)] => {
            Some(Cause::ClosedAfter(escaped(bytes.strip_suffix(b"\n").unwrap_or(bytes))))
        }
        _ => None,
    }
}

fn of_silence(own: &Sight, new: &[Entry]) -> Option<Cause> {
    if let Some(cause) = refusal(new) {
        return Some(cause);
    }
    let sent = own.entries.iter().rev().find_map(|entry| match entry {
        Entry::Sent(bytes) => Some(bytes),
        _ => None,
    });
    if sent.is_some_and(|bytes| !bytes.ends_with(b"\n")) {
        return Some(Cause::Unfinished);
    }
    let mute = heard(&own.entries).next().is_none() && own.partial.is_empty();
    mute.then_some(Cause::Mute)
}

/// What one line has that another has not, if little is between them.
fn difference(expected: &str, got: &[u8]) -> Option<Cause> {
    let Ok(got) = str::from_utf8(got) else {
        let latin: String = got.iter().map(|byte| char::from(*byte)).collect();
        return (latin == expected).then_some(Cause::Encoding);
    };
    let without_spaces = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = |line: &str| match ServerLine::parse(line) {
        ServerLine::Speech { text, .. } | ServerLine::Private { text, .. } => Some(text),
        _ => None,
    };
    if got.trim_end_matches('\r') == expected {
        return None;
    }
    if got.replace(char::is_control, "") == expected {
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
    if got.contains(expected) {
        return Some(Cause::Glued);
    }
    let bare = text(expected);
    if bare.as_deref().is_some_and(|bare| got == bare || text(got).as_deref() == Some(bare)) {
        return Some(Cause::Prefix);
    }
    (mark(got) == mark(expected) && mark(got).is_some()).then_some(Cause::Words)
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

fn heard(entries: &[Entry]) -> impl Iterator<Item = &[u8]> {
    entries.iter().filter_map(|entry| match entry {
        Entry::Heard(line) => Some(line.as_slice()),
        _ => None,
    })
}

/// Is it what the bot itself has said, bare or under its own name?
fn is_echo(got: &[u8], own: &Sight) -> bool {
    let got = String::from_utf8_lossy(got);
    let words = match ServerLine::parse(&got) {
        ServerLine::Speech { name, text } if plain(name.as_str()) == plain(&own.who) => text,
        ServerLine::Other(text) => text,
        _ => return false,
    };
    own.entries.iter().any(|entry| match entry {
        Entry::Sent(bytes) => String::from_utf8_lossy(bytes).trim_end() == words.trim_end(),
        _ => false,
    })
}

fn last_words(entries: &[Entry], marked: impl Fn(ServerLine) -> Option<String>) -> Option<String> {
    let lines: Vec<&[u8]> = heard(entries).collect();
    lines
        .into_iter()
        .rev()
        .find_map(|line| marked(ServerLine::parse(&String::from_utf8_lossy(line))))
}

fn refusal(entries: &[Entry]) -> Option<Cause> {
    last_words(entries, |line| match line {
        ServerLine::Refusal(words) => Some(words),
        _ => None,
    })
    .map(Cause::Refusal)
}

fn farewell(own: &Sight) -> Option<Cause> {
    last_words(&own.entries, |line| match line {
        ServerLine::Closing(words) => Some(words),
        _ => None,
    })
    .map(Cause::Farewell)
}
