//! The times-table quiz: the first right answer scores, wrong ones cost nothing, and it ends by
//! itself.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::name::Name;
use crate::say;
use crate::wire::{Mark, ServerLine};

use super::class::{Classroom, seed_of};
use super::context::{Context, Now};
use super::effect::{Audience, Effects};
use super::ids::MemberId;

/// How many questions a quiz may have.
pub const MAX_ROUNDS: usize = 50;
/// How long a question waits for the right answer.
const ROUND: Duration = Duration::from_secs(30);
const FACTORS: std::ops::RangeInclusive<i64> = 2..=10;

#[derive(Clone, Debug, Serialize)]
pub(super) struct Quiz {
    #[serde(serialize_with = "seed_of")]
    chance: fastrand::Rng,
    /// The number of the question that is asked, from 1 to `rounds`.
    round: usize,
    rounds: usize,
    /// What is asked: `a × b`.
    factors: (i64, i64),
    /// When the question is given up, by the classroom's clock.
    until: Duration,
    scores: BTreeMap<MemberId, Score>,
}

#[derive(Clone, Debug, Serialize)]
struct Score {
    /// The name under which the last point was won.
    name: Name,
    points: usize,
}

impl Quiz {
    /// A quiz of this many questions, at the first of them. The same seed asks the same.
    fn new(seed: u64, rounds: usize, clock: Duration) -> Self {
        let mut quiz = Self {
            chance: fastrand::Rng::with_seed(seed),
            round: 0,
            rounds,
            factors: (0, 0),
            until: Duration::ZERO,
            scores: BTreeMap::new(),
        };
        quiz.go_on(clock);
        quiz
    }

    /// Goes on to the next question, which is never the one before; `false` after the last.
    fn go_on(&mut self, clock: Duration) -> bool {
        if self.round == self.rounds {
            return false;
        }
        let before = self.factors;
        while self.factors == before {
            self.factors = (self.chance.i64(FACTORS), self.chance.i64(FACTORS));
        }
        self.round += 1;
        self.until = clock + ROUND;
        true
    }

    fn answer(&mut self, member: MemberId, name: &Name, answer: i64) -> bool {
        let right = self.factors.0 * self.factors.1 == answer;
        if right {
            let new = Score { name: name.clone(), points: 0 };
            let score = self.scores.entry(member).or_insert(new);
            score.name = name.clone();
            score.points += 1;
        }
        right
    }

    fn solution(&self) -> String {
        let (a, b) = self.factors;
        format!("{a} × {b} = {}", a * b)
    }

    /// The scores, the best first: `ana 3 · beto 1`.
    fn standings(&self) -> String {
        let mut scores: Vec<&Score> = self.scores.values().collect();
        scores.sort_by_key(|score| std::cmp::Reverse(score.points));
        let line = scores.iter().map(|score| format!("{} {}", score.name, score.points));
        line.collect::<Vec<_>>().join(" · ")
    }

    /// The scores as a program reads them, and words.
    fn scores_with(&self, words: &str) -> String {
        format!("{} ({words})", self.standings()).trim_start().to_owned()
    }
}

impl Classroom {
    /// A teacher starts a quiz of this many questions.
    pub fn start_quiz(&mut self, cx: &mut Context<'_>, rounds: usize) {
        if self.quiz.is_some() {
            return cx.refuse(say!(self.locale(), "quiz-on-already"));
        }
        self.quiz = Some(Quiz::new(self.chance.u64(..), rounds, cx.now.clock));
        cx.effects.tell_class(say!(self.locale(), "quiz-begins", count = rounds));
        self.ask_quiz(cx.effects);
    }

    /// A teacher ends the quiz before its last question.
    pub fn stop_quiz(&mut self, cx: &mut Context<'_>) {
        match self.quiz.take() {
            Some(quiz) => self.quiz_result(cx.now, &quiz, cx.effects),
            None => cx.refuse(say!(self.locale(), "quiz-off")),
        }
    }

    /// A student's answer, which nobody else reads.
    pub(super) fn answer_quiz(&mut self, cx: &mut Context<'_>, answer: i64) {
        let locale = self.locale();
        let present = self.connections.get(cx.who).and_then(|connection| connection.present());
        let Some((quiz, present)) = self.quiz.as_mut().zip(present) else { return };
        if !quiz.answer(present.member.id, &present.name, answer) {
            return cx.answer(say!(locale, "quiz-wrong"));
        }
        let (name, solution) = (present.name.as_str(), quiz.solution());
        let words = say!(locale, "quiz-right", name = name, solution = solution);
        cx.effects.mark(Mark::Points, quiz.scores_with(&words));
        self.end_round(cx.now, cx.effects);
    }

    /// Gives up the question that nobody answered in time.
    pub(super) fn wake_quiz(&mut self, now: Now, effects: &mut Effects) {
        let Some(quiz) = &self.quiz else { return };
        if now.clock < quiz.until {
            return effects.wake_at(quiz.until);
        }
        let words = say!(self.locale(), "quiz-nobody", solution = quiz.solution());
        effects.mark(Mark::Points, quiz.scores_with(&words));
        self.end_round(now, effects);
    }

    fn end_round(&mut self, now: Now, effects: &mut Effects) {
        if self.quiz.as_mut().is_some_and(|quiz| quiz.go_on(now.clock)) {
            self.ask_quiz(effects);
        } else if let Some(quiz) = self.quiz.take() {
            self.quiz_result(now, &quiz, effects);
        }
    }

    /// The question that is asked.
    pub(super) fn quiz_question(&self) -> Option<ServerLine> {
        let Quiz { round, rounds, factors: (a, b), .. } = *self.quiz.as_ref()?;
        let question = say!(self.locale(), "quiz-question", a = a, b = b);
        Some(ServerLine::Marked(Mark::QuizQuestion, format!("{round}/{rounds} {question}")))
    }

    fn ask_quiz(&self, effects: &mut Effects) {
        if let Some(question) = self.quiz_question() {
            effects.send(Audience::CLASS, question);
        }
        effects.wake_at(self.quiz.as_ref().map(|quiz| quiz.until));
    }

    fn quiz_result(&self, now: Now, quiz: &Quiz, effects: &mut Effects) {
        let words = say!(self.locale(), "quiz-ends");
        let result = ServerLine::Marked(Mark::QuizResult, quiz.scores_with(&words));
        self.proclaim(now, result, effects);
    }
}

#[cfg(test)]
mod tests {
    use super::super::members::Members;
    use super::*;

    fn answer_of(quiz: &Quiz) -> i64 {
        quiz.factors.0 * quiz.factors.1
    }

    #[test]
    fn right_answers_score_wrong_ones_cost_nothing_and_the_quiz_ends() {
        let mut members = Members::default();
        let (ana, beto) = (members.fresh().id, members.fresh().id);
        let name = |text| Name::new(text).unwrap();
        let mut quiz = Quiz::new(7, 3, Duration::from_secs(5));
        assert_eq!(quiz.until, Duration::from_secs(35));
        for round in 1..=3 {
            let right = answer_of(&quiz);
            assert!(quiz.solution().ends_with(&format!("= {right}")));
            assert_eq!(quiz.round, round);
            assert!(!quiz.answer(ana, &name("ana"), right + 1));
            let (member, who) = if round == 2 { (ana, "aninha") } else { (beto, "beto") };
            assert!(quiz.answer(member, &name(who), right));
            assert_eq!(quiz.go_on(Duration::ZERO), round < 3);
        }
        assert_eq!(quiz.standings(), "beto 2 · aninha 1");
    }

    #[test]
    fn the_same_seed_asks_the_same_and_no_question_twice_in_a_row() {
        let asked = |seed| {
            let mut quiz = Quiz::new(seed, MAX_ROUNDS, Duration::ZERO);
            let mut questions = vec![quiz.factors];
            while quiz.go_on(Duration::ZERO) {
                questions.push(quiz.factors);
            }
            questions
        };
        assert_eq!(asked(1), asked(1));
        assert_ne!(asked(1), asked(2));
        assert!(asked(3).windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(asked(3).len(), MAX_ROUNDS);
    }
}
