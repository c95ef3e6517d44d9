//! Playing the times-table quiz.

use crate::say;
use crate::wire::ServerLine;

use super::super::class::{Classroom, Now};
use super::super::effect::{Audience, Effect};
use super::super::quiz::{Question, Quiz};
use super::super::record::ConnectionId;

impl Classroom {
    /// A teacher starts a quiz of so many questions.
    pub fn start_quiz(&mut self, now: Now, who: ConnectionId, rounds: usize) -> Vec<Effect> {
        if self.quiz.is_some() {
            return vec![Effect::refuse(who, say!(self.locale(), "quiz-on-already"))];
        }
        // Microseconds are chance enough for a game.
        let seed = now.wall.as_microsecond().unsigned_abs();
        self.quiz = Some(Quiz::new(seed, rounds, now.clock));
        let rules = say!(self.locale(), "quiz-begins", count = rounds);
        let mut effects = vec![tell_class(rules)];
        effects.extend(self.ask_quiz());
        effects
    }

    /// A teacher ends the quiz before its last question.
    pub fn stop_quiz(&mut self, now: Now, who: ConnectionId) -> Vec<Effect> {
        match self.quiz.take() {
            Some(quiz) => self.quiz_result(now, &quiz),
            None => vec![Effect::refuse(who, say!(self.locale(), "quiz-off"))],
        }
    }

    /// A student's answer, which nobody else reads.
    pub(super) fn answer_quiz(&mut self, now: Now, who: ConnectionId, answer: i64) -> Vec<Effect> {
        let member = self.connections.get(who).and_then(|connection| connection.present());
        let member = member.map(|present| (present.member.id, present.name.clone()));
        let Some((quiz, (member, name))) = self.quiz.as_mut().zip(member) else {
            return Vec::new();
        };
        if !quiz.answer(member, &name, answer) {
            return vec![Effect::answer(who, say!(self.locale(), "quiz-wrong"))];
        }
        let (solution, scores) = (quiz.solution(), quiz.standings());
        let words = say!(
            self.locale(),
            "quiz-right",
            name = name.as_str(),
            solution = solution,
            scores = scores
        );
        let mut effects = vec![tell_class(words)];
        effects.extend(self.end_round(now));
        effects
    }

    /// Gives up the question that nobody answered in time.
    pub(super) fn wake_quiz(&mut self, now: Now) -> Vec<Effect> {
        let Some(quiz) = self.quiz.as_ref() else { return Vec::new() };
        if now.clock < quiz.until() {
            return vec![Effect::WakeAt(quiz.until())];
        }
        let (solution, scores) = (quiz.solution(), quiz.standings());
        let mut words = say!(self.locale(), "quiz-nobody", solution = solution);
        if !scores.is_empty() {
            words = say!(self.locale(), "quiz-scores", words = words, scores = scores);
        }
        let mut effects = vec![tell_class(words)];
        effects.extend(self.end_round(now));
        effects
    }

    /// The next question, or the end.
    fn end_round(&mut self, now: Now) -> Vec<Effect> {
        let goes_on = self.quiz.as_mut().is_some_and(|quiz| quiz.go_on(now.clock));
        if goes_on {
            return self.ask_quiz();
        }
        self.quiz.take().map_or_else(Vec::new, |quiz| self.quiz_result(now, &quiz))
    }

    /// The question of the quiz that is on.
    pub(super) fn quiz_words(&self) -> Option<String> {
        let Question { round, rounds, a, b } = self.quiz.as_ref()?.question();
        Some(say!(self.locale(), "quiz-question", round = round, rounds = rounds, a = a, b = b))
    }

    fn ask_quiz(&self) -> Vec<Effect> {
        let until = self.quiz.as_ref().map(|quiz| Effect::WakeAt(quiz.until()));
        self.quiz_words().map(tell_class).into_iter().chain(until).collect()
    }

    fn quiz_result(&self, now: Now, quiz: &Quiz) -> Vec<Effect> {
        let words = match quiz.standings() {
            scores if scores.is_empty() => say!(self.locale(), "quiz-ends-without-scores"),
            scores => say!(self.locale(), "quiz-ends", scores = scores),
        };
        self.proclaim(now, &words).to_vec()
    }
}

fn tell_class(words: String) -> Effect {
    Effect::Send { to: Audience::CLASS, line: ServerLine::Notice(words) }
}
