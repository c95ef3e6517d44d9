//! What recordings lose: a person who is forgotten, and words that are too old. What is left of a
//! recording plays as before, with the same marks and the same names of everybody else.

use std::collections::{BTreeMap, HashSet};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, named_params, params};

use crate::classroom::{
    Classroom, Config, ConnectionId, Effect, Effects, Enrolled, Entry, Input, KeptPass, Network,
    Opened, Origin,
};
use crate::command::{addressed, without_words};
use crate::name::{Confusable, Name, with_names_replaced};
use crate::wire::Asked;

use super::recording;

/// How many entries are rewritten or deleted at a time.
const AT_ONCE: usize = 256;

/// Takes a name, what was said under it, and where it came from out of every recording.
pub(super) fn forget(connection: &Connection, name: &Name) -> rusqlite::Result<()> {
    for recording in recording::all(connection)? {
        let entries = recording::entries(connection, recording.number)?;
        let Some(mut forgetting) = Forgetting::of(name, &entries) else { continue };
        for entry in forgetting.carry_out(&entries) {
            rewrite(connection, recording.number, &entry, true)?;
        }
    }
    Ok(())
}

fn rewrite(
    connection: &Connection,
    number: i64,
    entry: &Entry,
    has_words: bool,
) -> rusqlite::Result<()> {
    let mut update = connection.prepare_cached(
        "UPDATE inputs SET entry = ?3, has_words = has_words AND ?4
         WHERE recording = ?1 AND seq = ?2",
    )?;
    update.execute(params![number, entry.seq, entry.to_bytes(), has_words])?;
    Ok(())
}

/// Takes the words out of a batch of entries older than that, and deletes recordings that have no
/// newer one; returns whether there are more. The last recording stays while it `is_live`.
pub(super) fn delete_before(
    connection: &mut Connection,
    moment: Timestamp,
    is_live: bool,
) -> rusqlite::Result<bool> {
    let transaction = connection.transaction()?;
    let moment = moment.as_microsecond();
    let more_words = take_words_before(&transaction, moment)?;
    let over: Option<i64> = transaction
        .query_row(
            "SELECT min(id) FROM recordings
             WHERE NOT (:live AND id = (SELECT max(id) FROM recordings))
               AND NOT EXISTS (SELECT 1 FROM (SELECT at FROM inputs WHERE recording = id
                       ORDER BY seq DESC LIMIT 1) WHERE at >= :moment)",
            named_params! { ":live": is_live, ":moment": moment },
            |row| row.get(0),
        )
        .optional()?
        .flatten();
    if let Some(number) = over {
        let deleted = transaction.execute(
            "DELETE FROM inputs WHERE recording = ?1 AND seq IN
                 (SELECT seq FROM inputs WHERE recording = ?1 ORDER BY seq LIMIT ?2)",
            params![number, AT_ONCE],
        )?;
        if deleted < AT_ONCE {
            transaction.execute("DELETE FROM recordings WHERE id = ?1", [number])?;
        }
    }
    transaction.commit()?;
    Ok(more_words || over.is_some())
}

fn take_words_before(connection: &Connection, moment: i64) -> rusqlite::Result<bool> {
    let mut select = connection.prepare_cached(
        "SELECT recording, entry FROM inputs WHERE has_words AND at < ?1 LIMIT ?2",
    )?;
    let old = select
        .query_map(params![moment, AT_ONCE], |row| Ok((row.get(0)?, recording::decode(row, 1)?)))?;
    let old: Vec<(i64, Entry)> = old.collect::<rusqlite::Result<_>>()?;
    for (number, mut entry) in old.iter().cloned() {
        match &mut entry.input {
            Input::Line { line: Ok(line), .. } => *line = without_words(line),
            Input::Notice(words) => *words = without_words(words),
            _ => {}
        }
        rewrite(connection, number, &entry, false)?;
    }
    Ok(old.len() == AT_ONCE)
}

/// A class as its entries make it, and the name that each connection has.
struct Replay {
    class: Classroom,
    effects: Effects,
}

impl Replay {
    fn of(entries: &[Entry]) -> Option<Self> {
        let Input::Opened(opened) = &entries.first()?.input else { return None };
        let class = Classroom::new(Config::clone(&opened.config));
        Some(Self { class, effects: Effects::default() })
    }

    /// Applies an entry; gives the connections that have a name or a place by it.
    fn apply(&mut self, entry: &Entry) -> Vec<ConnectionId> {
        self.class.apply(entry, &mut self.effects);
        let placed = self.effects.drain().filter_map(|effect| match effect {
            Effect::Subscribe(who, _) => Some(who),
            _ => None,
        });
        placed.chain(entry.input.who()).collect()
    }
}

/// A name that is being taken out of one recording.
struct Forgetting<'n> {
    name: &'n Name,
    confusable: Confusable,
    /// `removed-1`, or the first number that nobody is called by.
    instead: String,
    /// The spellings of the name that were met; each has one of the new name.
    spellings: Vec<String>,
    bearers: HashSet<ConnectionId>,
    /// Where they came from, and what stands for that. Others from there keep being their
    /// neighbours, as some limits want it.
    networks: BTreeMap<Network, IpAddr>,
}

impl<'n> Forgetting<'n> {
    /// What is known of the name in a recording; `None` if nobody there had it.
    fn of(name: &'n Name, entries: &[Entry]) -> Option<Self> {
        let mut replay = Replay::of(entries)?;
        let (mut bearers, mut others, mut origins) = (HashSet::new(), Vec::new(), Vec::new());
        for entry in entries {
            if let Input::Connected { who, origin: Origin::Network { from, .. } } = entry.input {
                origins.push((who, from));
            }
            for who in replay.apply(entry) {
                match replay.class.name(who) {
                    Some(own) if own.is_same(name) => _ = bearers.insert(who),
                    Some(other) => others.push(other.confusable()),
                    None => {}
                }
            }
        }
        let Input::Opened(opened) = &entries.first()?.input else { return None };
        let was_kept = opened.passes.iter().any(|kept| kept.name.is_same(name));
        let roster = opened.meeting.iter().flat_map(|meeting| &meeting.roster);
        let is_enrolled = roster.clone().any(|student| student.short.is_same(name));
        others.extend(roster.map(|student| student.short.confusable()));
        if bearers.is_empty() && !was_kept && !is_enrolled {
            return None;
        }
        let is_free = |instead: &String| {
            let instead = Name::new(instead).map(|name| name.confusable());
            instead.is_ok_and(|instead| !others.iter().any(|own| own.is_confusable_with(&instead)))
        };
        let instead = (1..).map(|number| format!("removed-{number}")).find(is_free)?;
        let own = origins.iter().filter(|(who, _)| bearers.contains(who));
        let own = own.map(|(_, from)| from.ip()).filter(|ip| !ip.to_canonical().is_loopback());
        let networks = own.map(|ip| (Network::of(ip), ip)).collect::<BTreeMap<_, _>>();
        let free = unused(origins.iter().map(|(_, from)| from.ip()).collect());
        let networks = networks.into_keys().zip(free).collect();
        let confusable = name.confusable();
        Some(Self { name, confusable, instead, spellings: Vec::new(), bearers, networks })
    }

    /// The entries that are others without the name.
    fn carry_out(&mut self, entries: &[Entry]) -> Vec<Entry> {
        let Some(mut replay) = Replay::of(entries) else { return Vec::new() };
        let meeting = match entries.first().map(|entry| &entry.input) {
            Some(Input::Opened(opened)) => opened.meeting.clone(),
            _ => None,
        };
        let forgotten = self.name;
        // Whoever says in another way that they are this student says the short name instead.
        let shortened = |text: &str| {
            let student = meeting.as_ref().and_then(|meeting| meeting.student(text));
            let short = student.map(|student| &student.short);
            short.filter(|short| short.is_same(forgotten)).map_or(text, Name::as_str).to_owned()
        };
        let mut changed = Vec::new();
        for entry in entries {
            let speaker = entry.input.who();
            let name = speaker.and_then(|who| replay.class.name(who)).cloned();
            let asked = speaker.and_then(|who| replay.class.asked(who));
            replay.apply(entry);
            let input = match &entry.input {
                Input::Connected { who, origin } => {
                    Input::Connected { who: *who, origin: self.elsewhere(*who, *origin) }
                }
                Input::Line { who, number, line: Ok(line) } => {
                    let is_name = asked == Some(Asked::Name);
                    let line = &if is_name { shortened(line) } else { line.clone() };
                    let is_own = name.is_some_and(|name| name.is_same(self.name));
                    let refused = |wanted: &Name| {
                        let waits = replay.class.waits_for_turn(*who);
                        !waits && replay.class.name(*who).is_none_or(|own| !own.is_same(wanted))
                    };
                    let line = match is_own {
                        true => self.renamed(&without_words(line)),
                        false => self.of_another(line, is_name, refused),
                    };
                    Input::Line { who: *who, number: *number, line: Ok(line) }
                }
                Input::Notice(words) => Input::Notice(self.renamed(words)),
                Input::Returned { who, number, name, hash, read } => {
                    let (name, read) = (self.renamed(&shortened(name)), *read);
                    Input::Returned { who: *who, number: *number, name, hash: *hash, read }
                }
                Input::Opened(opened) => Input::Opened(Box::new(self.opened(opened))),
                other => other.clone(),
            };
            if input != entry.input {
                changed.push(Entry { input, ..entry.clone() });
            }
        }
        changed
    }

    fn opened(&mut self, opened: &Opened) -> Opened {
        let passes = opened.passes.iter().map(|kept| {
            let name = Name::new(&self.renamed(kept.name.as_str()));
            KeptPass { name: name.unwrap_or_else(|_| kept.name.clone()), ..kept.clone() }
        });
        let passes = passes.collect();
        let mut meeting = opened.meeting.clone();
        let roster = meeting.iter_mut().flat_map(|meeting| &mut meeting.roster);
        for student in roster.filter(|student| student.short.is_same(self.name)) {
            if let Ok(short) = Name::new(&self.renamed(student.short.as_str())) {
                let (name, id, username, email) = (String::new(), None, None, None);
                *student = Enrolled { short, name, id, username, email };
            }
        }
        Opened { passes, meeting, ..opened.clone() }
    }

    /// Another person's line. A name that only looks like the forgotten one stays, unless it was
    /// refused for that, as it is to be again.
    fn of_another(&mut self, line: &str, is_name: bool, refused: impl Fn(&Name) -> bool) -> String {
        let person = if is_name { Some((line.trim(), "")) } else { addressed(line) };
        let Some((person, words)) = person else { return self.renamed(line) };
        let is_meant = Name::new(person).is_ok_and(|person| {
            person.is_same(self.name)
                || person.confusable().is_confusable_with(&self.confusable) && refused(&person)
        });
        if !is_meant {
            return self.renamed(line);
        }
        let instead = self.spelling(person);
        let line = if words.is_empty() { line.to_owned() } else { without_words(line) };
        line.replacen(person, &instead, 1)
    }

    fn renamed(&mut self, text: &str) -> String {
        let name = self.name;
        let renamed = with_name_replaced(text, name, |found| self.spelling(found));
        renamed.unwrap_or_else(|| text.to_owned())
    }

    /// What stands for a spelling of the name: as many as there are of it are told apart by their
    /// capitals, so that a change of case is one again.
    fn spelling(&mut self, found: &str) -> String {
        let known = self.spellings.iter().position(|known| known == found);
        let place = known.unwrap_or_else(|| {
            self.spellings.push(found.to_owned());
            self.spellings.len() - 1
        });
        let capital = |(bit, letter): (usize, char)| match place >> bit & 1 {
            1 => letter.to_ascii_uppercase(),
            _ => letter,
        };
        // Seven letters: who spells it in more ways than 128 is told apart no more.
        self.instead.chars().enumerate().map(capital).collect()
    }

    fn elsewhere(&self, who: ConnectionId, origin: Origin) -> Origin {
        let Origin::Network { from, encrypted } = origin else { return origin };
        let port = if self.bearers.contains(&who) { 0 } else { from.port() };
        let ip = self.networks.get(&Network::of(from.ip())).copied().unwrap_or(from.ip());
        Origin::Network { from: SocketAddr::new(ip, port), encrypted }
    }
}

/// Addresses for documentation (RFC 5737) and beyond that none of these is.
fn unused(known: HashSet<IpAddr>) -> impl Iterator<Item = IpAddr> {
    let first = Ipv4Addr::new(192, 0, 2, 1).to_bits();
    (first..).map(|bits| Ipv4Addr::from_bits(bits).into()).filter(move |ip| !known.contains(ip))
}

/// The text with another word for each spelling of the name in it; `None` if there is none.
pub(super) fn with_name_replaced(
    text: &str,
    name: &Name,
    mut instead: impl FnMut(&str) -> String,
) -> Option<String> {
    with_names_replaced(text, |word, found| found.is_same(name).then(|| instead(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_a_sentence_and_in_no_other_word() {
        let ana = Name::new("ana").unwrap();
        for (text, expected) in [
            ("ana: 3, beto: 2", Some("(x): 3, beto: 2")),
            ("beto e ANA", Some("beto e (x)")),
            ("(ana)", Some("((x))")),
            ("ana", Some("(x)")),
            ("banana, ana-maria e aná, ana_2", None),
            ("ana\u{301}", None),
            ("", None),
            ("ana ana 🎉", Some("(x) (x) 🎉")),
        ] {
            let replaced = with_name_replaced(text, &ana, |_| "(x)".to_owned());
            assert_eq!(replaced.as_deref(), expected, "{text}");
        }
    }
}
