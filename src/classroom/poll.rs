//! A quick poll: one vote each, counted when it closes.

use std::collections::BTreeMap;

use crate::say;

use super::class::Classroom;
use super::context::Context;
use super::ids::MemberId;

/// How many options a poll has at the most.
pub const MAX_OPTIONS: usize = 10;

#[derive(Debug)]
pub(super) struct Poll {
    question: String,
    /// At most [`MAX_OPTIONS`].
    options: Vec<String>,
    /// What each person voted for last, as a place in `options`.
    votes: BTreeMap<MemberId, usize>,
}

impl Poll {
    fn counts(&self) -> impl Iterator<Item = (&str, usize)> {
        self.options.iter().enumerate().map(|(place, option)| {
            let votes = self.votes.values().filter(|vote| **vote == place);
            (option.as_str(), votes.count())
        })
    }
}

impl Classroom {
    /// A teacher asks everyone something; without options it is a question of yes or no.
    pub fn open_poll(&mut self, cx: &mut Context<'_>, question: &str, options: &[&str]) {
        let locale = self.locale();
        if self.poll.is_some() {
            return cx.refuse(say!(locale, "poll-open-already"));
        }
        let options = match options {
            [] => vec![say!(locale, "poll-yes"), say!(locale, "poll-no")],
            _ => options.iter().map(ToString::to_string).collect(),
        };
        let question = question.to_owned();
        self.poll = Some(Poll { question, options, votes: BTreeMap::new() });
        self.proclaim(cx.now, &self.poll_words().unwrap_or_default(), cx.effects);
    }

    /// The poll that is open, with its options by their numbers.
    pub(super) fn poll_words(&self) -> Option<String> {
        let Poll { question, options, .. } = self.poll.as_ref()?;
        let listed = (1..).zip(options).map(|(number, option)| format!("{number}) {option}"));
        let listed = listed.collect::<Vec<_>>().join(" · ");
        Some(say!(self.locale(), "poll", question = question.as_str(), options = listed))
    }

    /// Someone votes; a second vote takes the place of the first.
    pub fn vote(&mut self, cx: &mut Context<'_>, number: Option<usize>) {
        let (locale, member) = (self.locale(), self.member(cx.who));
        let Some((poll, member)) = self.poll.as_mut().zip(member) else {
            return cx.refuse(say!(locale, "poll-none"));
        };
        let place = number.and_then(|number| number.checked_sub(1));
        let Some((place, option)) = place.and_then(|place| Some((place, poll.options.get(place)?)))
        else {
            return cx.refuse(say!(locale, "vote-number", max = poll.options.len()));
        };
        let before = poll.votes.insert(member, place);
        let key = if before.is_some() { "vote-changed" } else { "vote-counted" };
        cx.answer(say!(locale, key, option = option.as_str()));
    }

    /// A teacher closes the poll: everyone sees what came of it.
    pub fn close_poll(&mut self, cx: &mut Context<'_>) {
        let Some(poll) = self.poll.take() else {
            return cx.refuse(say!(self.locale(), "poll-none-to-close"));
        };
        let counts = poll.counts().map(|(option, count)| format!("{option}: {count}"));
        let text = say!(
            self.locale(),
            "poll-result",
            question = poll.question.as_str(),
            counts = counts.collect::<Vec<_>>().join(" · "),
            total = poll.votes.len(),
            here = self.in_class()
        );
        self.proclaim(cx.now, &text, cx.effects);
    }
}
