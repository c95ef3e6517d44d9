//! Coming in at the pace of one's network: who must wait does so here, before anyone hears of it.

use std::mem;

use crate::name::Name;
use crate::say;

use super::arrivals::{Arrival, Lane, Places, Turn};
use super::class::Classroom;
use super::connections::{Newcomer, State};
use super::context::{Context, Now};
use super::effect::{Effect, Effects};
use super::network::Network;
use super::record::Departure;

impl Classroom {
    pub(super) fn places(&self) -> Places {
        Places::of(self.config.limits.per_address)
    }

    /// Lets someone in under a name that they may have, or has them wait for their turn.
    pub(super) fn arrive(&mut self, cx: &mut Context<'_>, name: Name) {
        let Some(from) = self.address(cx.who) else { return };
        if self.config.limits.flood.is_none() {
            return self.come_in(cx, name, Arrival::unlimited());
        }
        let (network, clock, places) = (Network::of(from.ip()), cx.now.clock, self.places());
        let returns = self.members.may_return(&name, clock);
        match self.arrivals.take(clock, network, cx.who, returns, places) {
            Turn::Now(lane) => {
                let arrival = self.arrivals.welcome(clock, network, lane);
                self.come_in(cx, name, arrival);
            }
            Turn::At(at) => {
                if let Some(state) = self.connections.state_mut(cx.who)
                    && let State::Name(newcomer) = state
                {
                    let newcomer = mem::take(newcomer);
                    let left = newcomer.until.saturating_sub(clock);
                    *state = State::NameQueued { newcomer, left, name };
                }
                self.wait_for_turn(cx, at, "arrivals-wait");
            }
            Turn::Full => {
                // Without `* .` their client tries again.
                cx.answer(say!(self.locale(), "arrivals-full"));
                self.leave(cx, Departure::Over, "");
            }
        }
    }

    /// Lets those in whose turn has come.
    pub(super) fn admit_due_arrivals(&mut self, now: Now, effects: &mut Effects) {
        let places = self.places();
        for who in self.arrivals.due(now.clock, places) {
            self.admit_waiting(&mut effects.context(now, who));
            effects.push(Effect::Release(who));
        }
        effects.wake_at(self.arrivals.next(places));
    }

    fn admit_waiting(&mut self, cx: &mut Context<'_>) {
        let Some(from) = self.address(cx.who) else { return };
        let Some(state) = self.connections.state_mut(cx.who) else { return };
        let State::NameQueued { newcomer, left, name } = state else { return };
        let until = cx.now.clock + *left;
        let (newcomer, name) = (Newcomer { until, ..mem::take(newcomer) }, name.clone());
        *state = State::Name(newcomer);
        cx.effects.wake_at(until);
        // Meanwhile the name may have been taken, or the door locked.
        if self.admits_name(cx, &name) {
            let network = Network::of(from.ip());
            let arrival = self.arrivals.welcome(cx.now.clock, network, Lane::Arrivals);
            self.come_in(cx, name, arrival);
        }
    }
}
