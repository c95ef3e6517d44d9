//! The help queue: who has a hand raised, since when, with what question.

use std::time::Duration;

use jiff::Timestamp;

use super::members::MemberId;

/// How long the place of someone waits whose connection was lost.
const AWAY: Duration = Duration::from_secs(120);

/// How many such places there are; who leaves beyond that gives theirs up.
const MAX_AWAY: usize = 50;

/// A raised hand.
#[derive(Debug)]
pub(super) struct Hand {
    pub(super) member: MemberId,
    pub(super) since: Timestamp,
    /// Empty if nothing was asked.
    pub(super) question: String,
    /// When the connection of who raised it was lost, by the classroom's clock.
    lost: Option<Duration>,
}

/// The raised hands, the first one first.
#[derive(Debug, Default)]
pub(super) struct HelpQueue(Vec<Hand>);

impl HelpQueue {
    pub(super) fn hands(&self) -> &[Hand] {
        &self.0
    }

    /// Raises a hand, or gives the one that is up another question; its place in the queue.
    pub(super) fn raise(&mut self, member: MemberId, since: Timestamp, question: &str) -> usize {
        if let Some(place) = self.place(member) {
            question.clone_into(&mut self.0[place].question);
            return place;
        }
        self.0.push(Hand { member, since, question: question.to_owned(), lost: None });
        self.0.len() - 1
    }

    /// Takes a hand down, if it is up.
    pub(super) fn lower(&mut self, member: MemberId) -> Option<Hand> {
        self.place(member).map(|place| self.0.remove(place))
    }

    fn place(&self, member: MemberId) -> Option<usize> {
        self.0.iter().position(|hand| hand.member == member)
    }

    /// Someone left: so does their hand, unless they may come back.
    pub(super) fn leave(&mut self, member: MemberId, lost: Option<Duration>) {
        let away = self.0.iter().filter(|hand| hand.lost.is_some()).count();
        let lost = lost.filter(|_| away < MAX_AWAY);
        match self.place(member) {
            Some(place) if lost.is_some() => self.0[place].lost = lost,
            _ => _ = self.lower(member),
        }
    }

    /// Someone is here again.
    pub(super) fn come_back(&mut self, member: MemberId) {
        if let Some(place) = self.place(member) {
            self.0[place].lost = None;
        }
    }

    /// Takes down the hands of those who did not come back in time.
    pub(super) fn forget_lost(&mut self, clock: Duration) {
        self.0.retain(|hand| hand.lost.is_none_or(|lost| clock < lost + AWAY));
    }
}

#[cfg(test)]
mod tests {
    use super::super::members::Members;
    use super::*;

    #[test]
    fn a_hand_waits_for_a_lost_connection_and_not_for_one_who_left() {
        let clock = Duration::from_secs;
        let mut members = Members::default();
        let [ana, beto, caio] = [(); 3].map(|()| members.fresh().id);
        let mut queue = HelpQueue::default();
        for (place, member) in [ana, beto, caio].into_iter().enumerate() {
            assert_eq!(queue.raise(member, Timestamp::UNIX_EPOCH, "?"), place);
        }
        assert_eq!(queue.raise(beto, Timestamp::UNIX_EPOCH, "other"), 1);
        queue.leave(ana, Some(clock(10)));
        queue.leave(beto, None);
        queue.leave(caio, Some(clock(10)));
        queue.come_back(caio);
        let waiting = |queue: &HelpQueue| -> Vec<MemberId> {
            queue.hands().iter().map(|hand| hand.member).collect()
        };
        queue.forget_lost(clock(129));
        assert_eq!(waiting(&queue), vec![ana, caio]);
        queue.forget_lost(clock(130));
        assert_eq!(waiting(&queue), vec![caio]);
    }
}
