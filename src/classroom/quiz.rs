//! The times-table quiz: the first right answer scores, wrong ones cost nothing, and it ends by
//! itself.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::name::Name;
use crate::say;
use crate::wire::ServerLine;

use super::class::{Classroom, Now};
use super::effect::{Audience, Effect};
use super::ids::{ConnectionId, MemberId};

/// How many questions a quiz may have.
pub const MAX_ROUNDS: usize = 50;
/// How long a question waits for the right answer.
const ROUND: Duration = Duration::from_secs(30);
/// The factors that are asked for.
const FACTORS: std::ops::RangeInclusive<i64> = 2..=10;

/// A quiz that is on.
#[derive(Debug)]
pub(super) struct Quiz {
    chance: fastrand::Rng,
    round: usize,
    rounds: usize,
    factors: (i64, i64),
    until: Duration,
    scores: BTreeMap<MemberId, Score>,
}

#[derive(Clone, Debug)]
struct Score {
    /// The name under which the last point was won.
    name: Name,
    points: usize,
}

/// What is asked: `a × b`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    pub(super) round: usize,
    pub(super) rounds: usize,
    pub(super) a: i64,
    pub(super) b: i64,
}

impl Quiz {
    /// A quiz of so many questions, at the first of them. The same seed asks the same.
    pub(super) fn new(seed: u64, rounds: usize, clock: Duration) -> Self {
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
    pub(super) fn go_on(&mut self, clock: Duration) -> bool {
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

    pub(super) fn question(&self) -> Question {
        let (a, b) = self.factors;
        Question { round: self.round, rounds: self.rounds, a, b }
    }

    /// When the question is given up, by the classroom's clock.
    pub(super) fn until(&self) -> Duration {
        self.until
    }

    /// Takes an answer, and scores if it is right.
    pub(super) fn answer(&mut self, member: MemberId, name: &Name, answer: i64) -> bool {
        let right = self.factors.0 * self.factors.1 == answer;
        if right {
            let new = Score { name: name.clone(), points: 0 };
            let score = self.scores.entry(member).or_insert(new);
            score.name = name.clone();
            score.points += 1;
        }
        right
    }

    pub(super) fn solution(&self) -> String {
        let (a, b) = self.factors;
        format!("{a} × {b} = {}", a * b)
    }

    /// The scores, the best first: `ana 3 · beto 1`.
    pub(super) fn standings(&self) -> String {
        let mut scores: Vec<&Score> = self.scores.values().collect();
        scores.sort_by_key(|score| std::cmp::Reverse(score.points));
        let line = scores.iter().map(|score| format!("{} {}", score.name, score.points));
        line.collect::<Vec<_>>().join(" · ")
    }
}

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

#[cfg(test)]
mod tests {
    use super::super::members::Members;
    use super::*;

    fn answer_of(quiz: &Quiz) -> i64 {
        let Question { a, b, .. } = quiz.question();
        a * b
    }

    #[test]
    fn right_answers_score_wrong_ones_cost_nothing_and_the_quiz_ends() {
        let mut members = Members::default();
        let (ana, beto) = (members.fresh().id, members.fresh().id);
        let name = |text| Name::new(text).unwrap();
        let mut quiz = Quiz::new(7, 3, Duration::from_secs(5));
        assert_eq!(quiz.until(), Duration::from_secs(35));
        for round in 1..=3 {
            let right = answer_of(&quiz);
            assert!(quiz.solution().ends_with(&format!("= {right}")));
            assert_eq!(quiz.question().round, round);
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
