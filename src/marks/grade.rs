//! The grade that follows from a verdict.

use super::verdict::{LessonInfo, Outcome, Status, Verdict};
use super::weights::Weights;

/// What a folder is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Grade {
    /// From 0 to the scale, rounded to hundredths.
    pub points: f64,
    /// The best grade.
    pub scale: f64,
    /// What it is the sum of, but for the rounding: what counts nothing is among it.
    pub parts: Vec<Part>,
}

/// A lesson or a remark in a grade.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The lesson.
    pub lesson: usize,
    /// The remark's id; none for the lesson itself.
    pub remark: Option<String>,
    /// How many points it gave, and how many it could give: rounded to hundredths.
    pub points: f64,
    /// The most that it can give.
    pub most: f64,
}

impl Grade {
    /// The grade; none while something is not graded.
    pub fn of(verdict: &Verdict, weights: &Weights, lessons: &[LessonInfo]) -> Option<Self> {
        if verdict.status() == Status::Ungraded {
            return None;
        }
        let mut parts = Vec::new();
        for lesson in &verdict.lessons {
            let has_passed = lesson.status == Status::Passed;
            parts.push((lesson.number, None, weights.lesson(lesson.number), has_passed));
            let own = lessons.iter().find(|info| info.number == lesson.number);
            for id in own.into_iter().flat_map(|info| &info.remarks) {
                let check = lesson.checks.iter().find(|check| check.id == *id);
                let is_kept = check.is_some_and(|check| check.outcome == Outcome::Passed);
                parts.push((lesson.number, Some(id.clone()), weights.remark(id), is_kept));
            }
        }
        let all: f64 = parts.iter().map(|(.., weight, _)| weight).sum();
        let reached: f64 = parts.iter().filter(|part| part.3).map(|(.., weight, _)| weight).sum();
        if all <= 0.0 {
            return None;
        }
        let points = |weight: f64| rounded(weights.scale * weight / all);
        let part = |(lesson, remark, weight, is_reached): (usize, Option<String>, f64, bool)| {
            let most = points(weight);
            Part { lesson, remark, points: if is_reached { most } else { 0.0 }, most }
        };
        let parts = parts.into_iter().map(part).collect();
        Some(Self { points: points(reached), scale: weights.scale, parts })
    }
}

/// In hundredths; the sum of nothing is -0.
fn rounded(points: f64) -> f64 {
    (points * 100.0).round() / 100.0 + 0.0
}

#[cfg(test)]
mod tests {
    use crate::locale::Bilingual;
    use crate::marks::{CheckVerdict, LessonVerdict};

    use super::*;

    fn verdict(statuses: &[Status], is_remark_kept: bool) -> Verdict {
        let outcome = if is_remark_kept { Outcome::Passed } else { Outcome::Failed };
        let sentence = Bilingual::new(|_| String::new());
        let id = "count".to_owned();
        let remark = CheckVerdict { id, sentence, remark: true, outcome, evidence: None };
        let lesson = |(at, status): (usize, &Status)| LessonVerdict {
            number: at + 1,
            status: *status,
            checks: if at == 0 { vec![remark.clone()] } else { Vec::new() },
            ..LessonVerdict::default()
        };
        Verdict { lessons: statuses.iter().enumerate().map(lesson).collect(), ..Verdict::default() }
    }

    #[test]
    fn a_grade_is_the_share_of_the_weights() {
        let lessons = [1, 2, 3].map(|number| LessonInfo {
            number,
            title: Bilingual::new(|_| String::new()),
            remarks: if number == 1 { vec!["count".to_owned()] } else { Vec::new() },
        });
        let points = |marks: &str, statuses: &[Status], kept| {
            let weights = Weights::parse(marks, &lessons).unwrap();
            Grade::of(&verdict(statuses, kept), &weights, &lessons).map(|grade| grade.points)
        };
        let two_of_three = [Status::Passed, Status::Wrong, Status::Passed];
        assert_eq!(points("", &two_of_three, false), Some(6.67));
        assert_eq!(points("scale = 100\n[lessons]\n2 = 2", &two_of_three, false), Some(50.0));
        let remark = "[remarks]\ncount = 1";
        assert_eq!(points(remark, &[Status::Passed; 3], false), Some(7.5));
        assert_eq!(points(remark, &[Status::Passed; 3], true), Some(10.0));
        assert_eq!(points("", &[Status::Missing; 3], false), Some(0.0));
        assert_eq!(
            points("", &[Status::Passed, Status::NotStarting, Status::Ungraded], true),
            None
        );
        // Only what was graded counts, and that may be nothing.
        assert_eq!(points("[lessons]\n1 = 0", &[Status::Passed], true), None);
    }
}
