//! A quick poll: one vote each, counted when it closes.

use std::collections::BTreeMap;

use super::members::MemberId;

/// How many options a poll has at the most.
pub const MAX_OPTIONS: usize = 10;

/// A poll that is open.
#[derive(Debug)]
pub(super) struct Poll {
    question: String,
    options: Vec<String>,
    /// What each person voted for last, as a place in `options`.
    votes: BTreeMap<MemberId, usize>,
}

impl Poll {
    pub(super) fn new(question: &str, options: Vec<String>) -> Self {
        Self { question: question.to_owned(), options, votes: BTreeMap::new() }
    }

    pub(super) fn question(&self) -> &str {
        &self.question
    }

    pub(super) fn options(&self) -> &[String] {
        &self.options
    }

    /// How many have voted.
    pub(super) fn votes(&self) -> usize {
        self.votes.len()
    }

    /// Counts a vote for one of the options. Does it take the place of another?
    pub(super) fn vote(&mut self, member: MemberId, place: usize) -> bool {
        self.votes.insert(member, place).is_some()
    }

    /// Each option with its votes.
    pub(super) fn counts(&self) -> impl Iterator<Item = (&str, usize)> {
        self.options.iter().enumerate().map(|(place, option)| {
            let votes = self.votes.values().filter(|vote| **vote == place);
            (option.as_str(), votes.count())
        })
    }
}
