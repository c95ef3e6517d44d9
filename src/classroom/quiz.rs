//! The times-table quiz: the first right answer scores, wrong ones cost nothing, and it ends by
//! itself.

use std::collections::BTreeMap;
use std::time::Duration;

use super::members::MemberId;
use crate::name::Name;

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
