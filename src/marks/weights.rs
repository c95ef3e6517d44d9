//! `marks.toml`: how much each lesson and each remark counts.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use crate::locale::Locale;
use crate::say;

use super::verdict::LessonInfo;

/// The file's name.
pub const MARKS: &str = "marks.toml";
/// The best grade, unless another is asked for.
const SCALE: f64 = 10.0;
/// The name of the weight of whatever is not named.
const DEFAULT: &str = "default";

/// How much lessons and remarks count.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The best grade.
    pub scale: f64,
    lessons: Table,
    remarks: Table,
}

/// Weights by name, and that of all others.
#[derive(Clone, Debug, PartialEq)]
struct Table {
    named: BTreeMap<String, f64>,
    default: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    scale: Option<Spanned<f64>>,
    #[serde(default)]
    lessons: Weighted,
    #[serde(default)]
    remarks: Weighted,
}

type Weighted = BTreeMap<Spanned<String>, Spanned<f64>>;

/// What is wrong with `marks.toml`, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}")]
pub struct WeightsError {
    line: usize,
    column: usize,
    /// The line, and how much of it is meant.
    text: String,
    width: usize,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Toml(String),
    Scale,
    Weight,
    NoLesson(String),
    NoRemark { name: String, known: String },
    NothingCounts,
}

impl WeightsError {
    fn new(text: &str, span: Range<usize>, what: What) -> Self {
        // Behind the end of the file there is nothing to point at.
        let start = text.floor_char_boundary(span.start.min(text.trim_end().len()));
        let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line = text[begin..].lines().next().unwrap_or_default();
        let end = text.floor_char_boundary(span.end.clamp(start, begin + line.len()));
        Self {
            line: text[..begin].matches('\n').count() + 1,
            column: text[begin..start].chars().count() + 1,
            text: line.to_owned(),
            width: text[start..end].chars().count().max(1),
            what,
        }
    }

    /// What is wrong in `path`, with the line and a caret below the place.
    pub fn explain(&self, path: &str, locale: Locale) -> String {
        let what = match &self.what {
            What::Toml(why) => why.split_whitespace().collect::<Vec<_>>().join(" "),
            What::Scale => say!(locale, "marks-scale"),
            What::Weight => say!(locale, "marks-weight"),
            What::NoLesson(name) => say!(locale, "marks-no-lesson", name = name.as_str()),
            What::NoRemark { name, known } => {
                say!(locale, "marks-no-remark", name = name.as_str(), known = known.as_str())
            }
            What::NothingCounts => say!(locale, "marks-nothing-counts"),
        };
        let number = self.line.to_string();
        let (margin, indent) = (" ".repeat(number.len()), " ".repeat(self.column - 1));
        // A tab is as wide as the blank below it.
        let (text, carets) = (self.text.replace('\t', " "), "^".repeat(self.width));
        format!(
            "{path}:{number}:{column}: {what}\n {number} | {text}\n {margin} | {indent}{carets}",
            column = self.column
        )
    }
}

impl Default for Weights {
    /// Every lesson counts alike, and remarks do not.
    fn default() -> Self {
        Self { scale: SCALE, lessons: Table::of(1.0), remarks: Table::of(0.0) }
    }
}

impl Table {
    fn of(default: f64) -> Self {
        Self { named: BTreeMap::new(), default }
    }

    fn get(&self, name: &str) -> f64 {
        self.named.get(name).copied().unwrap_or(self.default)
    }
}

impl Weights {
    /// Reads a `marks.toml` for these lessons.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(text: &str, known: &[LessonInfo]) -> Result<Self, WeightsError> {
        let sheet: Sheet = toml::from_str(text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            WeightsError::new(text, span, What::Toml(error.message().to_owned()))
        })?;
        let wrong = |span, what| WeightsError::new(text, span, what);
        let mut weights = Self::default();
        if let Some(scale) = sheet.scale {
            let span = scale.span();
            weights.scale =
                Self::checked_scale(scale.into_inner()).ok_or_else(|| wrong(span, What::Scale))?;
        }
        let remarks: Vec<&str> =
            known.iter().flat_map(|lesson| &lesson.remarks).map(String::as_str).collect();
        let no_lesson = |name: &str| {
            let is_known = known.iter().any(|lesson| lesson.number.to_string() == name);
            (!is_known).then(|| What::NoLesson(name.to_owned()))
        };
        let no_remark = |name: &str| {
            let what = || What::NoRemark { name: name.to_owned(), known: remarks.join(", ") };
            (!remarks.contains(&name)).then(what)
        };
        weights.lessons.read(sheet.lessons, text, no_lesson)?;
        weights.remarks.read(sheet.remarks, text, no_remark)?;
        let counts = |lesson: &LessonInfo| {
            let mut remarks = lesson.remarks.iter();
            weights.lesson(lesson.number) > 0.0 || remarks.any(|id| weights.remark(id) > 0.0)
        };
        match known.iter().any(counts) {
            true => Ok(weights),
            false => Err(wrong(0..0, What::NothingCounts)),
        }
    }

    /// A best grade, if a number can be one.
    pub fn checked_scale(scale: f64) -> Option<f64> {
        (scale.is_finite() && scale > 0.0 && scale <= 1e6).then_some(scale)
    }

    /// How much a lesson counts.
    pub fn lesson(&self, number: usize) -> f64 {
        self.lessons.get(&number.to_string())
    }

    /// How much a remark counts.
    pub fn remark(&self, id: &str) -> f64 {
        self.remarks.get(id)
    }
}

impl Table {
    fn read(
        &mut self,
        weighted: Weighted,
        text: &str,
        unknown: impl Fn(&str) -> Option<What>,
    ) -> Result<(), WeightsError> {
        for (name, weight) in weighted {
            let (at_name, at_weight) = (name.span(), weight.span());
            let (name, weight) = (name.into_inner(), weight.into_inner());
            if !(weight.is_finite() && (0.0..=1e6).contains(&weight)) {
                return Err(WeightsError::new(text, at_weight, What::Weight));
            }
            if name == DEFAULT {
                self.default = weight;
                continue;
            }
            if let Some(what) = unknown(&name) {
                return Err(WeightsError::new(text, at_name, what));
            }
            self.named.insert(name, weight);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::locale::Bilingual;

    use super::*;

    fn parse(text: &str) -> Result<Weights, String> {
        let known = [(1, Some("address")), (2, None), (13, Some("count"))];
        let known = known.map(|(number, remark)| LessonInfo {
            number,
            title: Bilingual::new(|_| String::new()),
            remarks: remark.into_iter().map(str::to_owned).collect(),
        });
        Weights::parse(text, &known).map_err(|error| error.explain(MARKS, Locale::En))
    }

    #[test]
    fn what_is_not_named_counts_as_by_default() {
        let weights = parse("scale = 100\n[lessons]\n13 = 2.5\n[remarks]\ncount = 0.5").unwrap();
        assert_eq!((weights.scale, weights.lesson(1), weights.lesson(13)), (100.0, 1.0, 2.5));
        assert_eq!((weights.remark("address"), weights.remark("count")), (0.0, 0.5));
        let weights = parse("[lessons]\ndefault = 0\n2 = 1").unwrap();
        assert_eq!((weights.lesson(1), weights.lesson(2), weights.scale), (0.0, 1.0, 10.0));
        assert_eq!(parse("").unwrap(), Weights::default());
    }

    #[test]
    fn what_is_wrong_is_shown_where_it_is() {
        for (text, at, line) in [
            ("[lessons]\n1 = -1\n", "marks.toml:2:5: ", " 2 | 1 = -1\n   |     ^^"),
            ("\n\n[lessons]\n14 = 1", "marks.toml:4:1: ", " 4 | 14 = 1\n   | ^^"),
            ("[remarks]\ngentil = 1", "marks.toml:2:1: ", " 2 | gentil = 1\n   | ^^^^^^"),
            ("scale = 0", "marks.toml:1:9: ", " 1 | scale = 0\n   |         ^"),
            ("[lessons]\n1 = nan", "marks.toml:2:5: ", " 2 | 1 = nan\n   |     ^^^"),
            ("[lessons]\n1 = \"dois\"", "marks.toml:2:5: ", "|     ^^^^^^"),
            ("escala = 10", "marks.toml:1:1: ", " 1 | escala = 10\n   | ^^^^^^"),
            ("ção = [", "marks.toml:1:8: ", " 1 | ção = [\n   |        ^"),
            ("scale = ", "marks.toml:1:", " 1 | scale = \n"),
            ("[lessons]\ndefault = 0", "marks.toml:1:1: ", " 1 | [lessons]\n   | ^"),
            ("\u{1b}[31m", "marks.toml:1:2: ", "^"),
        ] {
            let told = parse(text).unwrap_err();
            assert!(told.starts_with(at) && told.contains(line), "{text:?}\n{told}");
        }
    }
}
