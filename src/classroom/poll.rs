//! A quick poll: one vote each of those who are here when it closes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::say;
use crate::wire::{Mark, ServerLine};

use super::class::Classroom;
use super::connections::Connection;
use super::context::Context;
use super::effect::{Audience, Effects};
use super::ids::{MemberId, Role};

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
        if let Some(opened) = self.open_poll_line() {
            self.proclaim(cx.now, opened, cx.effects);
        }
    }

    /// The poll that is open, with its options by their numbers.
    pub(super) fn open_poll_line(&self) -> Option<ServerLine> {
        let Poll { question, options, .. } = self.poll.as_ref()?;
        let numbered: Vec<_> = options.iter().map(String::as_str).zip(1..).collect();
        Some(poll_line(Mark::Poll, question, &numbered, say!(self.locale(), "poll-how")))
    }

    /// The votes so far of those who are here.
    pub(super) fn votes_line(&self) -> Option<ServerLine> {
        let poll = self.poll.as_ref()?;
        let here = self.members_here();
        let counts = poll.counts(|member| here.contains(member));
        let words =
            say!(self.locale(), "poll-votes", total = total(&counts), here = self.in_class());
        Some(poll_line(Mark::Votes, &poll.question, &counts, words))
    }

    /// Tells the votes so far to the teachers who follow what goes on, and to the boards if everyone may
    /// see them.
    pub(super) fn tell_votes(&self, effects: &mut Effects) {
        let follows = |connection: &Connection| {
            connection.role() == Role::Teacher
                && connection.present().is_some_and(|present| present.follows)
        };
        let all = self.connections.iter().filter(|(_, connection)| follows(connection));
        let mut followers = all.map(|(who, _)| Audience::One(who)).collect::<Vec<_>>();
        followers.extend(self.settings.tally.then_some(Audience::Boards));
        if followers.is_empty() {
            return;
        }
        let Some(line) = self.votes_line() else { return };
        followers.into_iter().for_each(|to| effects.send(to, line.clone()));
    }

    /// Tells them when someone whose vote counts comes or goes.
    pub(super) fn tell_votes_of(&self, effects: &mut Effects, member: MemberId) {
        if self.poll.as_ref().is_some_and(|poll| poll.votes.contains_key(&member)) {
            self.tell_votes(effects);
        }
    }

    fn members_here(&self) -> BTreeSet<MemberId> {
        let present = self.connections.iter().filter_map(|(_, connection)| connection.present());
        present.map(|present| present.member.id).collect()
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
        self.tell_votes(cx.effects);
    }

    /// A teacher closes the poll: everyone sees what came of it, and apart from that what those who
    /// have left voted for. Names are cheap: whoever comes in under a new one may vote again.
    pub fn close_poll(&mut self, cx: &mut Context<'_>) {
        let Some(poll) = self.poll.take() else {
            return cx.refuse(say!(self.locale(), "poll-none-to-close"));
        };
        let here = self.members_here();
        let counts = poll.counts(|member| here.contains(member));
        let mut words =
            say!(self.locale(), "poll-votes", total = total(&counts), here = self.in_class());
        let mut gone = poll.counts(|member| !here.contains(member));
        gone.retain(|(_, count)| *count > 0);
        if !gone.is_empty() {
            words = say!(self.locale(), "poll-votes-gone", votes = words, counts = listed(&gone));
        }
        let result = poll_line(Mark::PollResult, &poll.question, &counts, words);
        self.proclaim(cx.now, result, cx.effects);
    }
}

/// A poll as programs and people read it: its options with a number each, then words.
fn poll_line(mark: Mark, question: &str, numbered: &[(&str, usize)], words: String) -> ServerLine {
    let options = numbered.iter().map(|(option, number)| format!("{number} {option}"));
    let parts: Vec<String> =
        [question.to_owned()].into_iter().chain(options).chain([words]).collect();
    ServerLine::Marked(mark, parts.join(" | "))
}

fn total(counts: &[(&str, usize)]) -> usize {
    counts.iter().map(|(_, count)| count).sum()
}

fn listed(counts: &[(&str, usize)]) -> String {
    let counts = counts.iter().map(|(option, count)| format!("{option}: {count}"));
    counts.collect::<Vec<_>>().join(" · ")
}
