//! A quick poll: one vote each, counted when it closes.

use std::collections::BTreeMap;

use crate::say;

use super::class::{Classroom, Now};
use super::effect::Effect;
use super::ids::{ConnectionId, MemberId};

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

impl Classroom {
    /// A teacher asks everyone something; without options it is a question of yes or no.
    pub fn open_poll(
        &mut self,
        now: Now,
        who: ConnectionId,
        question: &str,
        options: &[&str],
    ) -> Vec<Effect> {
        let locale = self.locale();
        if self.poll.is_some() {
            return vec![Effect::refuse(who, say!(locale, "poll-open-already"))];
        }
        let options: Vec<String> = match options {
            [] => vec![say!(locale, "poll-yes"), say!(locale, "poll-no")],
            _ => options.iter().map(ToString::to_string).collect(),
        };
        self.poll = Some(Poll::new(question, options));
        let text = self.poll_words().unwrap_or_default();
        self.proclaim(now, &text).to_vec()
    }

    /// The open poll, if there is one.
    pub(super) fn poll_words(&self) -> Option<String> {
        let poll = self.poll.as_ref()?;
        let options = poll.options().iter().zip(1..);
        let listed = options.map(|(option, number)| format!("{number}) {option}"));
        let listed = listed.collect::<Vec<_>>().join(" · ");
        Some(say!(self.locale(), "poll", question = poll.question(), options = listed))
    }

    /// Someone votes; a second vote takes the place of the first.
    pub fn vote(&mut self, who: ConnectionId, number: Option<usize>) -> Vec<Effect> {
        let locale = self.locale();
        let member = self.member(who);
        let Some((poll, member)) = self.poll.as_mut().zip(member) else {
            return vec![Effect::refuse(who, say!(locale, "poll-none"))];
        };
        let place = number.and_then(|number| number.checked_sub(1));
        let option = place.and_then(|place| Some((place, poll.options().get(place)?.clone())));
        let Some((place, option)) = option else {
            let words = say!(locale, "vote-number", max = poll.options().len());
            return vec![Effect::refuse(who, words)];
        };
        let key = if poll.vote(member, place) { "vote-changed" } else { "vote-counted" };
        vec![Effect::answer(who, say!(locale, key, option = option))]
    }

    /// A teacher closes the poll: everyone sees what came of it.
    pub fn close_poll(&mut self, now: Now, who: ConnectionId) -> Vec<Effect> {
        let locale = self.locale();
        let Some(poll) = self.poll.take() else {
            return vec![Effect::refuse(who, say!(locale, "poll-none-to-close"))];
        };
        let counts = poll.counts().map(|(option, count)| format!("{option}: {count}"));
        let counts = counts.collect::<Vec<_>>().join(" · ");
        let (question, total) = (poll.question(), poll.votes());
        let here = self.in_class();
        let text = say!(
            locale,
            "poll-result",
            question = question,
            counts = counts,
            total = total,
            here = here
        );
        self.proclaim(now, &text).to_vec()
    }
}
