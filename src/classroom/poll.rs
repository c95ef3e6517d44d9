//! A quick poll: one vote each of those who are here when it closes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::say;

use super::class::Classroom;
use super::context::Context;
use super::ids::MemberId;

/// How many options a poll has at the most.
pub const MAX_OPTIONS: usize = 10;

#[derive(Clone, Debug, Serialize)]
pub(super) struct Poll {
    question: String,
    /// At most [`MAX_OPTIONS`].
    options: Vec<String>,
    /// What each person voted for last, as a place in `options`.
    votes: BTreeMap<MemberId, usize>,
}

impl Poll {
    /// How many votes each option has of those of whom that is so.
    fn counts(&self, of: impl Fn(&MemberId) -> bool) -> Vec<(&str, usize)> {
        let mut counts: Vec<_> = self.options.iter().map(|option| (option.as_str(), 0)).collect();
        for (_, place) in self.votes.iter().filter(|(member, _)| of(member)) {
            counts[*place].1 += 1;
        }
        counts
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

    /// A teacher closes the poll: everyone sees what came of it, and apart from that what those who
    /// have left voted for. Names are cheap: whoever comes in under a new one may vote again.
    pub fn close_poll(&mut self, cx: &mut Context<'_>) {
        let Some(poll) = self.poll.take() else {
            return cx.refuse(say!(self.locale(), "poll-none-to-close"));
        };
        let present = self.connections.iter().filter_map(|(_, connection)| connection.present());
        let here: BTreeSet<MemberId> = present.map(|present| present.member.id).collect();
        let counts = poll.counts(|member| here.contains(member));
        let mut text = say!(
            self.locale(),
            "poll-result",
            question = poll.question.as_str(),
            counts = listed(&counts),
            total = counts.iter().map(|(_, count)| count).sum::<usize>(),
            here = self.in_class()
        );
        let mut gone = poll.counts(|member| !here.contains(member));
        gone.retain(|(_, count)| *count > 0);
        if !gone.is_empty() {
            text = say!(self.locale(), "poll-result-gone", result = text, counts = listed(&gone));
        }
        self.proclaim(cx.now, &text, cx.effects);
    }
}

fn listed(counts: &[(&str, usize)]) -> String {
    let counts = counts.iter().map(|(option, count)| format!("{option}: {count}"));
    counts.collect::<Vec<_>>().join(" · ")
}
