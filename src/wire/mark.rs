//! The marks of what goes on in a class: a notice that a program acts on has one, and the names and
//! numbers that it needs stand where it says.

use serde::Serialize;

/// What a marked notice tells. In the forms words that are only for people stand last, or in
/// parentheses; lists are separated by ` | ` or ` · `.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Mark {
    /// `* ^ NAME (text) QUESTION`: a hand is up, at the end of the queue if it was not; those who may not
    /// read the question do not.
    HandUp,
    /// `* _ NAME text`: a hand is down, and nobody was called.
    HandDown,
    /// `* ! NAME text`: a teacher calls someone, whose hand is down now.
    Turn,
    /// `* ? QUESTION | 1 OPTION | 2 OPTION | text`: a poll is open.
    Poll,
    /// `* : QUESTION | VOTES OPTION | … | text`: its votes so far.
    Votes,
    /// `* % QUESTION | VOTES OPTION | … | text`: what it came to; it is closed.
    PollResult,
    /// `* / N/M text`: the quiz asks the N-th of M questions.
    QuizQuestion,
    /// `* $ NAME POINTS · NAME POINTS (text)`: the scores after a question.
    Points,
    /// `* \ NAME POINTS · NAME POINTS (text)`: the scores at the end of the quiz.
    QuizResult,
    /// `* ; SETTING VALUE text`: a setting of the class.
    Setting,
    /// `* | ROOM: NAME, NAME | … | text`: these people are in these rooms now; without a room, everyone is
    /// in the main one.
    Groups,
    /// `* * NAME text`: someone teaches.
    Teaches,
    /// `* , CODE`: the class code, for whoever shows it to a class.
    Code,
}

/// Each mark's sign. They are none of those that the other notices have.
const SIGNS: [(Mark, &str); 13] = [
    (Mark::HandUp, "^"),
    (Mark::HandDown, "_"),
    (Mark::Turn, "!"),
    (Mark::Poll, "?"),
    (Mark::Votes, ":"),
    (Mark::PollResult, "%"),
    (Mark::QuizQuestion, "/"),
    (Mark::Points, "$"),
    (Mark::QuizResult, "\\"),
    (Mark::Setting, ";"),
    (Mark::Groups, "|"),
    (Mark::Teaches, "*"),
    (Mark::Code, ","),
];

impl Mark {
    /// What it is written as.
    pub fn sign(self) -> &'static str {
        let found = SIGNS.iter().find(|(mark, _)| *mark == self);
        found.map_or("", |(_, sign)| *sign)
    }

    /// The mark at the beginning of a notice, and what follows it and a space.
    pub(super) fn split(text: &str) -> Option<(Self, &str)> {
        let (sign, rest) = text.split_once(' ')?;
        let found = SIGNS.iter().find(|(_, own)| *own == sign);
        found.map(|(mark, _)| (*mark, rest))
    }
}
