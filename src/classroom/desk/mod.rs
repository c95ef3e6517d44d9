//! What the class does beyond talk: the teacher's switches, order, groups, the help queue, polls,
//! the quiz and times tables. Methods of [`Classroom`](super::Classroom), a file for each; what
//! they keep lies beside this folder.

mod switches;
mod order;
mod groups;
mod queue;
mod poll;
mod quiz;
mod study;

use super::class::{Classroom, Now};
use super::effect::Effect;

impl Classroom {
    /// Does what is due by the clock. To be called when a [`WakeAt`](Effect::WakeAt) is due;
    /// calling it earlier does no harm.
    pub fn wake(&mut self, now: Now) -> Vec<Effect> {
        let mut effects = self.judge_due_codes(now);
        effects.extend(self.check_due_passwords(now));
        effects.extend(self.end_patience(now));
        effects.extend(self.wake_quiz(now));
        effects
    }
}
