//! Why a step has probably failed: what a good assistant would look at first.

use crate::locale::Locale;
use crate::name::plain;
use crate::say;
use crate::wire::ServerLine;

use super::actor::Actor;
use super::escape::{escaped, is_hidden};
use super::pattern::Pattern;
use super::problem::{Expected, Problem};
use super::transcript::Entry;

/// A likely cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The line came, but its `\n` has not.
    WithoutEnd,
    /// The line stands in one with others.
    Glued,
    /// A `\r` or another hidden character is in the line.
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
    /// The line came once, and an earlier step has read it: its number.
    ReadAlready(usize),
    /// The line that came has this and something else in it.
    Part,
    /// The bot waits for what it said itself.
    OwnSpeech,
    /// Nobody tells who comes in that they are in.
    NoEntrance,
    /// The line came to someone else, and not to this bot.
    Elsewhere {
        /// To whom it came.
        reached: String,
        /// To whom it did not.
        missed: String,
    },
    /// The line came, but another one that was not expected came first.
    Extra,
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
    Silent,
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
            Self::ReadAlready(number) => say!(locale, "bot-cause-read-already", number = *number),
            Self::Part => say!(locale, "bot-cause-part"),
            Self::OwnSpeech => say!(locale, "bot-cause-own-speech"),
            Self::NoEntrance => say!(locale, "bot-cause-no-entrance"),
            Self::Elsewhere { reached, missed } => {
                let (reached, missed) = (reached.as_str(), missed.as_str());
                say!(locale, "bot-cause-elsewhere", reached = reached, missed = missed)
            }
            Self::Extra => say!(locale, "bot-cause-extra"),
            Self::Echo => say!(locale, "bot-cause-echo"),
            Self::Refusal(words) => say!(locale, "bot-cause-refusal", words = words.as_str()),
            Self::Farewell(words) => say!(locale, "bot-cause-farewell", words = words.as_str()),
            Self::ClosedAfter(line) => say!(locale, "bot-cause-closed-after", line = line.as_str()),
            Self::NotRelayed(who) => say!(locale, "bot-cause-not-relayed", who = who.as_str()),
            Self::Words => say!(locale, "bot-cause-words"),
            Self::Silent => say!(locale, "bot-cause-silent"),
            Self::Unfinished => say!(locale, "bot-cause-unfinished"),
            Self::Flood => say!(locale, "bot-cause-flood"),
        }
    }
}

/// The likely cause of a problem of the bot `own`, whose lines from entry `from` on were not
/// read when the step began.
pub fn likely(problem: &Problem, own: &Actor, from: usize, all: &[Actor]) -> Option<Cause> {
    let new = own.transcript.since(from);
    if matches!(problem, Problem::Gone) {
        return of_end(own, own.transcript.since(0));
    }
    let expected = problem.expected()?;
    match (problem, &expected) {
        (
            Problem::NotSilent { got, .. }
            | Problem::NotNext { got, .. }
            | Problem::Forbidden { got, .. },
            _,
        ) if is_echo(got, own) => Some(Cause::Echo),
        (Problem::Flooded { .. }, _) => Some(Cause::Flood),
        (Problem::Refused { .. } | Problem::NotSilent { .. } | Problem::Forbidden { .. }, _) => {
            None
        }
        (Problem::NoAnswer { .. }, Expected::Entrance) => {
            let unended = own.transcript.partial().contains(&b'*');
            Some(if unended { Cause::WithoutEnd } else { Cause::NoEntrance })
        }
        (Problem::Closed { .. }, Expected::Line(pattern)) => {
            near_miss(pattern, own, new).or_else(|| of_end(own, new))
        }
        (Problem::Closed { .. }, _) => of_end(own, new),
        (_, Expected::Line(pattern) | Expected::Lines(_, Some(pattern))) => {
            of_line(pattern, own, from, all).or_else(|| of_silence(own, new))
        }
        _ => of_silence(own, new),
    }
}

/// Why a connection ended.
fn of_end(own: &Actor, new: &[Entry]) -> Option<Cause> {
    farewell(new).or_else(|| refusal(new)).or_else(|| closed_after(own))
}

/// Why a line that was waited for is not among those that came.
fn of_line(pattern: &Pattern, own: &Actor, from: usize, all: &[Actor]) -> Option<Cause> {
    let new = own.transcript.since(from);
    if let Some(cause) = near_miss(pattern, own, new).or_else(|| refusal(new)) {
        return Some(cause);
    }
    let fits = |entry: &Entry| matches!(entry, Entry::Received(line) if own.transcript.fits(pattern, line));
    if new.iter().any(fits) {
        // Several lines may fit a part; only one is this one.
        return (!matches!(pattern, Pattern::With(_))).then_some(Cause::Extra);
    }
    if is_own_speech(pattern, own) {
        return Some(Cause::OwnSpeech);
    }
    if let Some(at) = own.transcript.entries().iter().take(from).rposition(fits) {
        let read = own.transcript.was_read(at);
        return Some(if read { Cause::ReadAlready(at + 1) } else { Cause::Earlier(at + 1) });
    }
    if matches!(
        pattern,
        Pattern::Joined(_) | Pattern::Left(_) | Pattern::Renamed { .. } | Pattern::List { .. }
    ) {
        // The others may have read it rightly: they were there before.
        return None;
    }
    if !matches!(pattern, Pattern::Exactly(_)) {
        // What somebody else has read may fit by chance.
        return None;
    }
    let mut others = all.iter().filter(|other| other.who != own.who);
    match others.find(|other| other.transcript.entries().iter().any(fits)) {
        Some(other) => {
            Some(Cause::Elsewhere { reached: other.who.clone(), missed: own.who.clone() })
        }
        None => not_relayed(pattern, all),
    }
}

/// Did the line come, but for a trifle?
fn near_miss(pattern: &Pattern, own: &Actor, new: &[Entry]) -> Option<Cause> {
    let partial = own.transcript.partial();
    if !partial.is_empty() && own.transcript.fits(pattern, partial) {
        return Some(Cause::WithoutEnd);
    }
    let Pattern::Exactly(line) = pattern else { return None };
    received(new).find_map(|got| difference(line, got))
}

/// Is it speech that was sent and that nobody has read?
fn not_relayed(pattern: &Pattern, all: &[Actor]) -> Option<Cause> {
    let Pattern::Exactly(line) = pattern else { return None };
    let ServerLine::Speech { name, text } = ServerLine::parse(line) else { return None };
    let speaker = all.iter().find(|bot| plain(&bot.name) == plain(name.as_str()))?;
    speaker.transcript.has_sent(&text).then(|| Cause::NotRelayed(speaker.who.clone()))
}

fn is_own_speech(pattern: &Pattern, own: &Actor) -> bool {
    matches!(pattern, Pattern::Exactly(line) if is_speech_of(own, &ServerLine::parse(line)))
}

/// Was something sent, and the end the next thing that came?
fn closed_after(own: &Actor) -> Option<Cause> {
    match own.transcript.entries() {
        [.., Entry::Sent(bytes), Entry::Ended | Entry::Broken(_)] => {
            Some(Cause::ClosedAfter(escaped(bytes.strip_suffix(b"\n").unwrap_or(bytes))))
        }
        _ => None,
    }
}

fn of_silence(own: &Actor, new: &[Entry]) -> Option<Cause> {
    if let Some(cause) = refusal(new) {
        return Some(cause);
    }
    let sent = own.transcript.entries().iter().rev().find_map(|entry| match entry {
        Entry::Sent(bytes) => Some(bytes),
        _ => None,
    });
    if sent.is_some_and(|bytes| !bytes.ends_with(b"\n")) {
        return Some(Cause::Unfinished);
    }
    (!own.transcript.has_received()).then_some(Cause::Silent)
}

/// What one line has that another has not, if little is between them.
fn difference(expected: &str, got: &[u8]) -> Option<Cause> {
    let Ok(got) = str::from_utf8(got) else {
        let latin: String = got.iter().map(|byte| char::from(*byte)).collect();
        return (latin == expected).then_some(Cause::Encoding);
    };
    let got = got.trim_end_matches('\r');
    if got == expected {
        return None;
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
    if is_without_name(expected, got) {
        return Some(Cause::Prefix);
    }
    if got.contains(expected) {
        return Some(Cause::Part);
    }
    (mark(got) == mark(expected) && mark(got).is_some()).then_some(Cause::Words)
}

fn is_invisible(character: char) -> bool {
    character.is_control() || is_hidden(character)
}

/// Does a line hold another one, before or behind it, that could stand alone?
fn is_glued(expected: &str, got: &str) -> bool {
    let begins_line = |text: &str| text.starts_with(['[', '(', '*', '>', '!', '?']);
    let behind = got.strip_prefix(expected).is_some_and(begins_line);
    let before = begins_line(expected) && got.len() > expected.len() && got.ends_with(expected);
    behind || before
}

/// Are the words there, bare or under another name?
fn is_without_name(expected: &str, got: &str) -> bool {
    let words = |line: &str| match ServerLine::parse(line) {
        ServerLine::Speech { text, .. } | ServerLine::Private { text, .. } => Some(text),
        _ => None,
    };
    words(expected).is_some_and(|bare| match words(got) {
        Some(got) => got == bare,
        // In a form of the server's own, such as `ana: oi`.
        None => got.ends_with(bare.as_str()),
    })
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

fn received(entries: &[Entry]) -> impl DoubleEndedIterator<Item = &[u8]> {
    entries.iter().filter_map(|entry| match entry {
        Entry::Received(line) => Some(line.as_slice()),
        _ => None,
    })
}

/// Is it what the bot itself has said, bare or under its own name?
fn is_echo(got: &[u8], own: &Actor) -> bool {
    let line = ServerLine::parse(&String::from_utf8_lossy(got));
    is_speech_of(own, &line)
        || matches!(line, ServerLine::Other(text) if own.transcript.has_sent(&text))
}

fn is_speech_of(own: &Actor, line: &ServerLine) -> bool {
    match line {
        ServerLine::Speech { name, text } => {
            plain(name.as_str()) == plain(&own.name) && own.transcript.has_sent(text)
        }
        _ => false,
    }
}

fn last_words(entries: &[Entry], marked: impl Fn(ServerLine) -> Option<String>) -> Option<String> {
    received(entries)
        .rev()
        .find_map(|line| marked(ServerLine::parse(&String::from_utf8_lossy(line))))
}

fn refusal(entries: &[Entry]) -> Option<Cause> {
    last_words(entries, |line| match line {
        ServerLine::Refusal(words) | ServerLine::Unread { text: words, .. } => {
            Some(escaped(words.as_bytes()))
        }
        _ => None,
    })
    .map(Cause::Refusal)
}

fn farewell(entries: &[Entry]) -> Option<Cause> {
    last_words(entries, |line| match line {
        ServerLine::Closing(words) => Some(escaped(words.as_bytes())),
        _ => None,
    })
    .map(Cause::Farewell)
}
