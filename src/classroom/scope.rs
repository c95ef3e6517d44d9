//! What is asked of the journal, and what someone may read of the conversation once more.

use jiff::Timestamp;
use serde::Serialize;

use crate::name::Name;

use super::record::Said;
use super::register::Register;
use super::secret::PassHash;

/// A question to the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants name the fields")]
pub enum JournalQuery {
    /// The last lines that someone may read.
    History(Sought),
    /// Those that are found, by their words or their day.
    Search(Sought),
    /// Who was in the last meetings of the class, at most so many.
    Attendance { meetings: usize, now: Timestamp },
}

/// What is looked for in the conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// What may be read of this meeting.
    pub scope: Scope,
    /// What may be read of the class's others.
    pub past: Past,
    /// Only what was said from the first of these moments until the second.
    pub within: Option<(Timestamp, Timestamp)>,
    /// The words that a line must hold; none for every line.
    pub words: String,
    /// How many lines at the most, the last ones.
    pub limit: usize,
}

impl Sought {
    /// Is a line of this meeting sought, whatever its words?
    pub fn holds(&self, said: &Said) -> bool {
        let is_within = |(since, until)| since <= said.at && said.at < until;
        self.scope.holds(said) && self.within.is_none_or(is_within)
    }
}

/// What someone may read of other meetings of their class. A name is no reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Past {
    /// Nothing.
    #[default]
    Nothing,
    /// What the bearer of one of these passes could read then.
    Of(Vec<PassHash>),
    /// What was said to everyone in any room, and to or by a teacher of that name: a teacher may.
    All(Name),
}

/// What the journal answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalAnswer {
    /// The lines, oldest first.
    History(Vec<Said>),
    /// The lines, oldest first.
    Found(Vec<Said>),
    /// Who was in which meeting.
    Attendance(Register),
}

/// What someone may read once more: every line that one of these holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(pub Vec<Span>);

/// Part of the conversation, from a moment (that one included) until another (that one not).
///
/// Moments are those of the lines, so they come from the same clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Which part.
    pub of: Talk,
    /// Since when; `None` for all of the meeting, also by a server that was killed.
    pub from: Option<Timestamp>,
    /// Until when; `None` for all that is still to come.
    pub until: Option<Timestamp>,
}

/// A part of the conversation. A line that is for one person is in no room's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Talk {
    /// What was said to everyone, in whatever room.
    EveryRoom,
    /// What was said to everyone in that room.
    Room(Name),
    /// What someone of that name said to one person, and what was for them alone.
    PrivateOf(Name),
}

impl Scope {
    /// May this line be read once more?
    pub fn holds(&self, said: &Said) -> bool {
        self.0.iter().any(|span| span.holds(said))
    }

    /// Nothing before this moment can be read once more; `None` if there is no such moment.
    pub fn since(&self) -> Option<Timestamp> {
        let beginnings: Option<Vec<_>> = self.0.iter().map(|span| span.from).collect();
        beginnings.and_then(|beginnings| beginnings.into_iter().min())
    }
}

impl Span {
    fn holds(&self, said: &Said) -> bool {
        self.from.is_none_or(|from| from <= said.at)
            && self.until.is_none_or(|until| said.at < until)
            && self.of.holds(said)
    }
}

impl Talk {
    fn holds(&self, said: &Said) -> bool {
        match (self, &said.to) {
            (Self::EveryRoom, to) => to.is_none(),
            (Self::Room(room), to) => to.is_none() && said.room == *room,
            (Self::PrivateOf(_), None) => false,
            (Self::PrivateOf(name), Some(to)) => name.is_same(to) || name.is_same(&said.from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::Kind;
    use super::*;

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn said(second: i64, room: &str, from: &str, to: Option<&str>) -> Said {
        let kind = if to.is_some() { Kind::Private } else { Kind::Speech };
        let (room, from, to) = (name(room), name(from), to.map(name));
        Said { at: at(second), room, kind, from, to, text: "oi".to_owned() }
    }

    fn span(of: Talk, from: Option<i64>, until: Option<i64>) -> Span {
        Span { of, from: from.map(at), until: until.map(at) }
    }

    #[test]
    fn a_span_begins_with_its_first_moment_and_ends_before_its_last() {
        let scope = Scope(vec![span(Talk::Room(name("sala")), Some(10), Some(20))]);
        for (second, expected) in [(9, false), (10, true), (19, true), (20, false)] {
            assert_eq!(scope.holds(&said(second, "sala", "ana", None)), expected, "{second}");
        }
        assert!(!scope.holds(&said(15, "grupo", "ana", None)));
    }

    #[test]
    fn what_is_for_one_person_is_in_no_room() {
        let whisper = said(5, "sala", "ana", Some("beto"));
        for of in [Talk::EveryRoom, Talk::Room(name("sala"))] {
            assert!(!Scope(vec![span(of, None, None)]).holds(&whisper));
        }
        let may = |reader| Scope(vec![span(Talk::PrivateOf(name(reader)), None, None)]);
        assert!(may("ANA").holds(&whisper));
        assert!(may("Beto").holds(&whisper));
        assert!(!may("caio").holds(&whisper));
        assert!(!may("ana").holds(&said(5, "sala", "ana", None)), "that is the room's");
    }

    #[test]
    fn spans_add_up_and_an_empty_scope_holds_nothing() {
        let line = |second, room| said(second, room, "ana", None);
        assert!(!Scope::default().holds(&line(1, "sala")));
        let scope = Scope(vec![
            span(Talk::Room(name("sala")), Some(0), Some(10)),
            span(Talk::Room(name("grupo")), Some(10), None),
        ]);
        assert!(scope.holds(&line(5, "sala")) && scope.holds(&line(15, "grupo")));
        assert!(!scope.holds(&line(15, "sala")) && !scope.holds(&line(5, "grupo")));
    }

    #[test]
    fn a_scope_begins_where_its_first_span_does() {
        let room = || Talk::Room(name("sala"));
        let scope = |spans: &[Option<i64>]| {
            Scope(spans.iter().map(|from| span(room(), *from, None)).collect())
        };
        assert_eq!(scope(&[Some(7), Some(3)]).since(), Some(at(3)));
        assert_eq!(scope(&[Some(7), None]).since(), None);
    }
}
