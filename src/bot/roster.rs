//! The bots of a scenario as far as it has been read: who has come in, who is there.

use std::collections::BTreeSet;

use crate::name::nearest;

use super::step::{Step, Verb};
use super::step_definition::Mistake;

/// The bots of a scenario as far as it has been read.
#[derive(Debug, Default)]
pub struct Roster {
    /// Who has come in before.
    pub present: BTreeSet<String>,
    /// Who is there now, as far as the scenario says.
    here: BTreeSet<String>,
    /// A step was not understood: others may have come in by it.
    pub is_unsure: bool,
}

impl Roster {
    /// Nobody yet, as far as one knows.
    pub fn new(is_unsure: bool) -> Self {
        Self { is_unsure, ..Self::default() }
    }

    /// Takes note of who comes and goes by a step.
    ///
    /// # Errors
    /// When someone acts who has not come in, or comes in who is there.
    pub fn follow(&mut self, step: &Step) -> Result<(), Mistake> {
        let absent = step.presupposes().into_iter().find(|who| !self.present.contains(who));
        if let Some(who) = absent.filter(|_| !self.is_unsure) {
            let near = nearest(&who, self.present.iter().map(String::as_str)).map(str::to_owned);
            return Err(Mistake::Stranger(who, near));
        }
        for who in step.introduces() {
            let is_new = self.here.insert(who.clone());
            // Whoever comes back by a pass ends a connection that is still there.
            if !is_new && !matches!(step.verb, Verb::ComeBack) {
                return Err(Mistake::AlreadyIn(who));
            }
            self.present.insert(who);
        }
        for who in step.departs() {
            self.here.remove(&who);
        }
        Ok(())
    }

    /// The bot that is to reply by this step and never comes in.
    pub fn missing_in<'s>(&self, step: &'s Step) -> Option<&'s str> {
        match &step.verb {
            Verb::AutoReply(reply) if !self.is_unsure => {
                Some(reply.who.as_str()).filter(|who| !self.present.contains(*who))
            }
            _ => None,
        }
    }
}
