//! How things stand, as marked lines: for programs that show it, and for boards.

use crate::say;
use crate::wire::{Mark, ServerLine};

use super::class::Classroom;
use super::connections::Connection;
use super::context::Context;
use super::effect::Effect;
use super::ids::{ConnectionId, Role};

impl Classroom {
    /// Tells someone how things stand; a teacher follows the votes of a poll from then on.
    pub fn show_overview(&mut self, cx: &mut Context<'_>) {
        let present = self.connections.get_mut(cx.who).and_then(Connection::present_mut);
        if let Some(present) = present {
            present.follows = true;
        }
        for line in self.overview(cx.who) {
            cx.tell(line);
        }
    }

    /// A connection that knows the key of the boards becomes one. It is asked nothing more, and counts for
    /// nobody.
    pub fn open_board(&mut self, cx: &mut Context<'_>) {
        let Some(connection) = self.connections.get_mut(cx.who) else { return };
        connection.become_board();
        self.subscribe(cx);
        cx.effects.push(Effect::TellCode(cx.who));
        cx.tell(self.presence(cx.who));
        for line in self.overview(cx.who) {
            cx.tell(line);
        }
    }

    /// A board has nothing to say.
    pub fn refuse_board(&self, cx: &mut Context<'_>) {
        cx.refuse(say!(self.locale(), "board-is-silent"));
    }

    fn overview(&self, who: ConnectionId) -> Vec<ServerLine> {
        let role = self.role(who);
        let mut lines = self.settings_lines();
        let teachers = self
            .connections
            .present()
            .filter(|(other, ..)| *other != who && self.role(*other) == Role::Teacher);
        let words = say!(self.locale(), "teaches");
        lines.extend(teachers.map(|(_, present, _)| {
            ServerLine::Marked(Mark::Teaches, format!("{} {words}", present.name))
        }));
        lines.extend(self.all_groups().filter(|_| role != Role::Student));
        lines.extend(self.open_poll_line());
        let sees_votes = role == Role::Teacher || (role == Role::Board && self.settings.tally);
        lines.extend(self.votes_line().filter(|_| sees_votes));
        lines.extend(self.quiz_question());
        lines.extend(self.hands(who));
        lines
    }
}
