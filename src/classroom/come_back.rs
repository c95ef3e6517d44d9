//! Getting a pass, and coming back by it.

use std::time::Duration;

use crate::name::Name;
use crate::say;
use crate::wire::ServerLine;

use super::arrivals::Arrival;
use super::class::Classroom;
use super::connections::{Connection, Present, State};
use super::context::Context;
use super::crowd::Change;
use super::effect::{Effect, Effects};
use super::ids::{ConnectionId, MemberId};
use super::members::Member;
use super::pass::{KeptPass, Missed};
use super::record::{Departure, Left, PassRecord, Record};
use super::secret::PassHash;

impl Classroom {
    /// Someone wants a pass.
    pub fn ask_pass(&self, cx: &mut Context<'_>) {
        match self.address(cx.who) {
            Some(_) => cx.effects.push(Effect::MakePass(cx.who)),
            None => cx.refuse(say!(self.locale(), "pass-of-console")),
        }
    }

    /// A pass with that hash was made for someone who wanted one.
    pub fn pass_made(&mut self, cx: &mut Context<'_>, hash: PassHash) {
        let Some(connection) = self.connections.get(cx.who) else { return };
        let (subscription, Some(present)) = (connection.subscription(), connection.present())
        else {
            return;
        };
        let (member, name) = (present.member.id, present.name.clone());
        let confusable = name.confusable();
        let here = (cx.who, subscription);
        let old = self.passes.add(cx.now.clock, member, hash, &confusable, here);
        let words = say!(self.locale(), "pass-given", name = name.as_str());
        if let Some(present) = self.connections.get_mut(cx.who).and_then(Connection::present_mut) {
            present.member.proof = Some(hash);
        }
        cx.effects.push(Effect::GivePass(cx.who, words));
        cx.effects.record(Record::Pass(PassRecord::Of(cx.who, hash)));
        if let Some(old) = old {
            cx.effects.record(Record::Pass(PassRecord::Void(old)));
        }
    }

    /// A class whose server crashed goes on: these may come back.
    pub(super) fn restore_passes(&mut self, all: &[KeptPass]) {
        for kept in all {
            let mut member = self.members.fresh();
            member.was_in = true;
            let id = member.id;
            self.members.call(&mut member, kept.name.clone(), kept.name.confusable().folded);
            self.members.keep(member, Duration::ZERO);
            self.passes.restore(id, kept);
        }
    }

    /// Someone answers the question for a name with one and a pass, of which they have read so many
    /// lines. Without a pass that holds it is as if they gave the name alone.
    pub fn come_back(
        &mut self,
        cx: &mut Context<'_>,
        name: &str,
        hash: PassHash,
        read: Option<u64>,
    ) {
        if let Some(words) = self.admit_line(cx.now, cx.who, false) {
            return self.leave_unread(cx, words);
        }
        let bearer = self.passes.bearer(hash, cx.now.clock);
        let (Some(member), Ok(given)) = (bearer, self.meant_by(name)) else {
            if let Some(State::Name(newcomer)) = self.connections.state_mut(cx.who) {
                newcomer.proof = Some(hash);
            }
            return self.give_name(cx, name);
        };
        let old = self.connections.connection_of(member);
        if let Some(words) = self.refusal_of_return(cx, member, old, &given) {
            return self.ask_name_again(cx, words);
        }
        let ghost = old.and_then(|old| self.supersede(&mut cx.of(old)));
        let Some(mut member) = self.members.take_back(member) else {
            return self.give_name(cx, name);
        };
        member.proof = Some(hash);
        let was_away = ghost.is_none();
        let (missed, arrival) = self.passes.come_back(member.id, hash, read);
        let arrival = ghost.map(|ghost| ghost.arrival).or(arrival);
        self.enter_again(cx, member, arrival.unwrap_or(Arrival::unlimited()));
        self.tell_missed(cx, missed);
        self.tell_of_return(cx, name, was_away);
    }

    /// Why someone may not come in again under the name that is theirs.
    fn refusal_of_return(
        &self,
        cx: &Context<'_>,
        member: MemberId,
        old: Option<ConnectionId>,
        given: &Name,
    ) -> Option<String> {
        let own = match old {
            Some(old) => self.name(old)?,
            None => self.members.get(member)?.name()?,
        };
        let (own, other) = (own.confusable(), given.confusable());
        if let Some(left) = self.members.kept_out(&own, cx.now.clock) {
            return Some(say!(self.locale(), "name-kept-out", time = self.minutes(left)));
        }
        let is_others = !own.is_confusable_with(&other)
            && (self.connections.has_confusable(&other, old)
                || self.passes.keep_name(&other, cx.now.clock));
        // Meanwhile a teacher may have taken their own name.
        let is_taken = is_others || self.connections.has_confusable(&own, old);
        is_taken.then(|| say!(self.locale(), "name-taken", name = given.as_str()))
    }

    /// The connection of someone who is here by another one now.
    fn supersede(&mut self, cx: &mut Context<'_>) -> Option<Present> {
        cx.tell(ServerLine::Closing(say!(self.locale(), "pass-elsewhere")));
        let left = Left { who: cx.who, at: cx.now.wall, how: Departure::Lost };
        cx.effects.record(Record::Left(left));
        cx.effects.push(Effect::Close(cx.who));
        self.vacate(cx)
    }

    fn enter_again(&mut self, cx: &mut Context<'_>, member: Member, arrival: Arrival) {
        let Some(name) = member.name().cloned() else { return };
        self.forget_lost_hands(cx.now, cx.effects);
        self.queue.come_back(member.id);
        let confusable = name.confusable();
        self.enter(cx, name, &confusable, member, arrival);
        self.rooms.close_empty();
        cx.tell(self.presence(cx.who));
        cx.effects.wake_at(self.config.limits.idle.map(|idle| cx.now.clock + idle));
    }

    fn tell_missed(&self, cx: &mut Context<'_>, Missed { lines, left_out }: Missed) {
        let text = match lines.len() + left_out {
            0 => say!(self.locale(), "missed-nothing"),
            _ => say!(self.locale(), "missed", count = lines.len(), more = left_out),
        };
        cx.tell(ServerLine::Missed { lines: lines.len(), left_out, text });
        lines.into_iter().for_each(|line| cx.tell(line));
    }

    /// Who came back by other words than their name hears what they are called. To others coming is
    /// told only if leaving was.
    fn tell_of_return(&mut self, cx: &mut Context<'_>, given: &str, was_away: bool) {
        let (Some(name), Some(from)) = (self.name(cx.who).cloned(), self.address(cx.who)) else {
            return;
        };
        self.tell_own_name(cx, given);
        if was_away {
            let text = |class: &Self, here| say!(class.locale(), "joined", here = here);
            let line = |text| ServerLine::Joined { name: name.clone(), text };
            self.tell_of(cx, (self.room(cx.who), from), Change::Came, text, line);
        }
        self.record_entry(cx, name, from);
        self.record_passes(cx);
    }

    /// Tells someone who came in by other words than their name what they are called; where the words
    /// are no name, it stands there twice.
    pub(super) fn tell_own_name(&self, cx: &mut Context<'_>, given: &str) {
        let Some(name) = self.name(cx.who).filter(|name| name.as_str() != given.trim_end()) else {
            return;
        };
        let old = Name::new(given.trim_end()).unwrap_or_else(|_| name.clone());
        let text = say!(self.locale(), "name-own");
        cx.tell(ServerLine::Renamed { old, new: name.clone(), text });
    }

    /// The journal joins passes to the entry under someone's present name.
    pub(super) fn record_passes(&self, cx: &mut Context<'_>) {
        let Some(member) = self.member(cx.who) else { return };
        for hash in self.passes.hashes(member) {
            cx.effects.record(Record::Pass(PassRecord::Of(cx.who, hash)));
        }
    }

    /// Someone's passes let nobody in any more. Had they any?
    pub(super) fn void_passes(&mut self, effects: &mut Effects, member: MemberId) -> bool {
        let hashes = self.passes.void(member);
        for hash in hashes.iter().flatten() {
            effects.record(Record::Pass(PassRecord::Void(*hash)));
        }
        hashes.is_some()
    }
}
