//! What the transcripts of all bots say about why a step has failed.

use std::time::Instant;

use crate::name::plain;
use crate::wire::ServerLine;

use super::actor::Actor;
use super::cause::Cause;
use super::escape::escaped;
use super::near_miss::{near_miss, received};
use super::pattern::{Pattern, has_name};
use super::problem::{Expected, Problem};
use super::transcript::Entry;

/// The likely cause of a problem of the bot `own`, whose lines from entry `from` on were not
/// read when the step began; none where the transcripts leave a doubt.
pub fn likely(problem: &Problem, own: &Actor, from: usize, all: &[Actor]) -> Option<Cause> {
    let new = own.transcript.since(from);
    if let Problem::NotTaken(_) | Problem::Gone = problem {
        return of_end(own, own.transcript.since(0), all);
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
        (Problem::StillOpen { .. }, _) => ignored_name(own),
        (Problem::Refused { .. } | Problem::NotSilent { .. } | Problem::Forbidden { .. }, _) => {
            None
        }
        (Problem::NoAnswer { .. } | Problem::Closed { .. }, _) if was_not_greeted(own) => {
            // Who closes at once may have had no time to greet.
            let silent = matches!(problem, Problem::NoAnswer { .. });
            others_greeted(own, all).or(silent.then(|| Cause::NotGreeted(own.who.clone())))
        }
        (Problem::NoAnswer { .. }, Expected::Entrance) => {
            let unended = own.transcript.partial().contains(&b'*');
            Some(if unended { Cause::WithoutEnd } else { Cause::NoEntrance })
        }
        (Problem::Closed { .. }, Expected::Line(pattern)) => {
            near_miss(pattern, own, new, all).or_else(|| of_end(own, new, all))
        }
        (Problem::Closed { .. }, _) => of_end(own, new, all),
        (_, Expected::Line(pattern) | Expected::Lines(_, Some(pattern))) => {
            of_line(pattern, own, from, all).or_else(|| of_silence(own, new))
        }
        _ => of_silence(own, new),
    }
}

/// Has the bot said nothing on its connection, and got nothing?
fn was_not_greeted(own: &Actor) -> bool {
    !own.transcript.has_spoken() && !own.transcript.has_received()
}

fn others_greeted(own: &Actor, all: &[Actor]) -> Option<Cause> {
    let greeted = all.iter().find(|bot| bot.transcript.has_received())?.who.clone();
    Some(Cause::OthersGreeted { greeted, missed: own.who.clone() })
}

/// Was an empty line sent for a name, and nothing came of it?
fn ignored_name(own: &Actor) -> Option<Cause> {
    match own.transcript.entries() {
        [.., Entry::Sent(line)] if line.trim_ascii().is_empty() => Some(Cause::EmptyName),
        _ => None,
    }
}

/// Why a connection ended.
fn of_end(own: &Actor, new: &[Entry], all: &[Actor]) -> Option<Cause> {
    farewell(new).or_else(|| refusal(new)).or_else(|| closed_after(own, all))
}

/// Why a line that was waited for is not among those that came.
fn of_line(pattern: &Pattern, own: &Actor, from: usize, all: &[Actor]) -> Option<Cause> {
    let new = own.transcript.since(from);
    if let Some(cause) = near_miss(pattern, own, new, all).or_else(|| refusal(new)) {
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
    let earlier = own.transcript.entries().iter().take(from).rposition(fits);
    match (earlier, pattern) {
        (Some(at), _) if own.transcript.was_read(at) => Some(Cause::ReadAlready(at + 1)),
        // A part may have stood in a line about something else.
        (Some(at), Pattern::Exactly(_)) => Some(Cause::Order(at + 1)),
        (None, Pattern::Exactly(_)) => {
            elsewhere(own, all, fits).or_else(|| not_relayed(pattern, all))
        }
        (None, Pattern::With(_)) => not_relayed(pattern, all),
        // The others may have read it rightly: they were there before.
        _ => None,
    }
}

fn elsewhere(own: &Actor, all: &[Actor], fits: impl Fn(&Entry) -> bool) -> Option<Cause> {
    let mut others = all.iter().filter(|other| other.who != own.who);
    let other = others.find(|other| other.transcript.entries().iter().any(&fits))?;
    Some(Cause::Elsewhere { reached: other.who.clone(), missed: own.who.clone() })
}

/// Is it something that was said in one piece, by someone who gave their name in one piece, and that
/// nobody else has read? Where it came in several, or with others, it may have been taken for
/// something else.
fn not_relayed(pattern: &Pattern, all: &[Actor]) -> Option<Cause> {
    let (speaker, text) = match pattern {
        Pattern::Exactly(line) => {
            let ServerLine::Speech { name, text } = ServerLine::parse(line) else { return None };
            (all.iter().find(|bot| plain(&bot.name) == plain(name.as_str()))?, text)
        }
        Pattern::With(text) => {
            (all.iter().find(|bot| bot.transcript.has_sent(text))?, text.clone())
        }
        _ => return None,
    };
    let is_plain = |line: &str| speaker.transcript.sent_at(line).is_some();
    let sent = speaker.transcript.sent_at(&text)?;
    let mut others = all.iter().filter(|bot| bot.who != speaker.who);
    let nobody = !others.any(|bot| has_heard(bot, &text, sent));
    let who = speaker.who.clone();
    let cause = if was_hung_up(speaker) { Cause::HungUp(who) } else { Cause::NotRelayed(who) };
    (is_plain(&speaker.name) && is_plain(&text) && nobody).then_some(cause)
}

/// Has the server closed the connection of a bot that had not left?
fn was_hung_up(bot: &Actor) -> bool {
    let parted = |entry: &Entry| matches!(entry, Entry::Parted(_));
    bot.transcript.is_over() && !bot.transcript.entries().iter().any(parted)
}

/// Has this bot received this, or since then something else that may be what was said? Notices and
/// greetings are not.
fn has_heard(bot: &Actor, text: &str, sent: Instant) -> bool {
    let transcript = &bot.transcript;
    let has = |line: &[u8]| memchr::memmem::find(line, text.as_bytes()).is_some();
    let timed = transcript.entries().iter().zip(transcript.times());
    let mut answers = timed.skip_while(|(entry, _)| !matches!(entry, Entry::Sent(_)));
    let may_be_speech =
        |entry: &Entry| matches!(entry, Entry::Received(line) if !line.starts_with(b"*"));
    received(transcript.since(0)).any(has)
        || answers.any(|(entry, at)| *at > sent && may_be_speech(entry))
}

fn is_own_speech(pattern: &Pattern, own: &Actor) -> bool {
    matches!(pattern, Pattern::Exactly(line) if is_speech_of(own, &ServerLine::parse(line)))
}

/// Was something sent, and the end the next thing that came, before any other bot did something?
fn closed_after(own: &Actor, all: &[Actor]) -> Option<Cause> {
    let done = |entry: &Entry| matches!(entry, Entry::Sent(_) | Entry::Parted(_));
    let (entries, times) = (own.transcript.entries(), own.transcript.times());
    let end = entries.iter().rposition(|entry| matches!(entry, Entry::Ended | Entry::Broken(_)))?;
    let sent = end.checked_sub(1)?;
    let Entry::Sent(bytes) = &entries[sent] else { return None };
    let meanwhile = times[sent]..times[end];
    let is_other = |bot: &Actor| {
        let transcript = &bot.transcript;
        let mut acts = transcript.entries().iter().zip(transcript.times());
        bot.who != own.who && acts.any(|(entry, time)| done(entry) && meanwhile.contains(time))
    };
    let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    (!all.iter().any(is_other)).then(|| Cause::ClosedAfter(escaped(line)))
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

/// Is it what the bot itself has said, in whatever form?
fn is_echo(got: &[u8], own: &Actor) -> bool {
    let text = String::from_utf8_lossy(got);
    match ServerLine::parse(&text) {
        line @ ServerLine::Speech { .. } => is_speech_of(own, &line),
        ServerLine::Other(text) => {
            let mut said = own.transcript.said().filter(|said| *said != own.name);
            said.any(|said| has_name(&text, said))
        }
        _ => false,
    }
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
