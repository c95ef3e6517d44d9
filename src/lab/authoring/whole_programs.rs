//! Whole programs out of the edits that state them, and edits out of whole programs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use similar::{DiffOp, TextDiff};

use crate::locale::Locale;
use crate::say;

use super::super::materials::{Edit, Files, LessonSource, SourceError};
use super::mistakes::{base, mistakes, written, written_edits};

/// Why whole programs cannot be turned into edits.
#[derive(Debug)]
pub enum WholeProgramsError {
    /// The lessons themselves cannot be read.
    Source(SourceError),
    /// No lesson has this file, and none of its mistakes has this name.
    Unknown(String),
    /// This file is not UTF-8.
    NotText(String),
}

impl From<SourceError> for WholeProgramsError {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

impl WholeProgramsError {
    /// What is wrong and what to do, in one line for the lesson's author.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Source(error) => error.explain(locale),
            Self::Unknown(path) => say!(locale, "lab-absorb-unknown", path = path.as_str()),
            Self::NotText(path) => say!(locale, "lab-lesson-missing", path = path.as_str()),
        }
    }
}

/// All programs of lessons, whole: `NN-name/solution/…`, `NN-name/starter/…` and
/// `NN-name/mistakes/NAME.py`.
///
/// # Errors
/// A starter or a mistake cannot be made.
pub fn materialize(source: &LessonSource, lessons: &[&str]) -> Result<Files, SourceError> {
    let mut whole = Files::new();
    for lesson in lessons {
        for language in source.languages() {
            let solution = source.solution(lesson, language);
            whole.extend(
                solution.into_iter().map(|(name, b)| (format!("{lesson}/solution/{name}"), b)),
            );
            let starter = source.starter(lesson, language)?;
            whole.extend(
                starter.into_iter().map(|(name, b)| (format!("{lesson}/starter/{name}"), b)),
            );
        }
        for mistake in mistakes(source, lesson)? {
            let (file, text) = mistake.program(source, lesson)?;
            whole.insert(path_of(lesson, &mistake.name, &file), text.into_bytes().into());
        }
    }
    Ok(whole)
}

/// Where the whole program of a mistake is put, which in its own folder is called `file`.
fn path_of(lesson: &str, mistake: &str, file: &str) -> String {
    let ending = file.rsplit_once('.').map_or("txt", |(_, ending)| ending);
    format!("{lesson}/mistakes/{mistake}.{ending}")
}

/// The files of the lessons that change when whole programs are taken back. A program that is as
/// [`materialize`] made it changes nothing, so that its edits follow a changed solution.
///
/// # Errors
/// A file is none of theirs, or is not text.
pub fn absorb(
    source: &LessonSource,
    lessons: &[&str],
    whole: &Files,
) -> Result<Files, WholeProgramsError> {
    let before = materialize(source, lessons)?;
    let known = |path: &str| lessons.iter().any(|lesson| path.starts_with(&format!("{lesson}/")));
    let changed = whole.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes));
    let changed: Files = changed.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    let (solutions, others): (Files, Files) =
        changed.into_iter().partition(|(path, _)| path.contains("/solution/") && known(path));
    let source = source.with(solutions.clone());
    let mut written = solutions;
    for (path, bytes) in &others {
        let text = str::from_utf8(bytes).map_err(|_| WholeProgramsError::NotText(path.clone()))?;
        let mut parts = path.splitn(3, '/');
        let taken = match (parts.next(), parts.next(), parts.next()) {
            (Some(lesson), Some("starter"), Some(file)) if known(path) => {
                absorb_starter(&source.with(written.clone()), lesson, file, text)?
            }
            (Some(lesson), Some("mistakes"), Some(_)) if known(path) => {
                absorb_mistake(&source.with(written.clone()), lesson, path, text)?
            }
            _ => None,
        };
        written.extend([taken.ok_or_else(|| WholeProgramsError::Unknown(path.clone()))?]);
    }
    Ok(written)
}

/// A file of the lessons that changes; none if the program is not one of theirs.
type Taken = Option<(String, Cow<'static, [u8]>)>;

fn absorb_starter(
    source: &LessonSource,
    lesson: &str,
    file: &str,
    text: &str,
) -> Result<Taken, SourceError> {
    let Some(language) = source.languages().iter().find(|language| language.owns(file)) else {
        return Ok(None);
    };
    let (path, new) = match source.starter_base(lesson, language) {
        Some((main, base)) if main == file => {
            let mut edits = source.starter_edits(lesson)?;
            edits.insert(language.id.clone(), diff(base, text));
            (format!("{lesson}/starter.toml"), written_starter(source, &edits))
        }
        _ => (format!("{lesson}/starter/{file}"), text.to_owned()),
    };
    Ok(Some((path, new.into_bytes().into())))
}

/// `starter.toml` with these edits, the languages in their order.
fn written_starter(source: &LessonSource, edits: &BTreeMap<String, Vec<Edit>>) -> String {
    let of_one = |id: &String| written_edits(id, edits.get(id).map_or(&[], Vec::as_slice));
    let ids = source.languages().iter().map(|language| &language.id);
    ids.map(of_one).collect::<String>().trim_start().to_owned()
}

fn absorb_mistake(
    source: &LessonSource,
    lesson: &str,
    path: &str,
    text: &str,
) -> Result<Taken, SourceError> {
    let mut all = mistakes(source, lesson)?;
    let (main, solution) = base(source, lesson)?;
    let Some(mistake) = all.iter_mut().find(|own| path_of(lesson, &own.name, main) == path) else {
        return Ok(None);
    };
    if let Some(file) = &mistake.file {
        return Ok(Some((format!("{lesson}/{file}"), text.as_bytes().to_vec().into())));
    }
    mistake.edits = diff(solution, text);
    Ok(Some((format!("{lesson}/mistakes.toml"), written(&all).into_bytes().into())))
}

/// A run of lines that is replaced: where in the old text, and where in the new one.
#[derive(Clone, Copy)]
struct Hunk {
    old: (usize, usize),
    new: (usize, usize),
}

/// The edits that make `new` out of `old`: whole lines, and around them as many as it takes until
/// they occur only once.
pub fn diff(old: &str, new: &str) -> Vec<Edit> {
    let texts: (Vec<&str>, Vec<&str>) = (old.split('\n').collect(), new.split('\n').collect());
    let mut hunks = hunks(&texts.0, &texts.1);
    let mut at = 0;
    let mut edits: Vec<Edit> = Vec::new();
    while at < hunks.len() {
        let floor = if at == 0 { 0 } else { hunks[at - 1].old.1 };
        let ceiling = hunks.get(at + 1).map_or(texts.0.len(), |next| next.old.0);
        if let Some(edit) = unique(old, &texts, hunks[at], floor, ceiling) {
            edits.push(edit);
            at += 1;
            continue;
        }
        // With a neighbour it is longer, and so less often there.
        let first = if at + 1 < hunks.len() { at } else { at - 1 };
        let second = hunks.remove(first + 1);
        hunks[first] = join(hunks[first], second);
        (at, edits) = (0, Vec::new());
    }
    edits
}

fn join(first: Hunk, second: Hunk) -> Hunk {
    Hunk { old: (first.old.0, second.old.1), new: (first.new.0, second.new.1) }
}

/// What changes; changes that one line or none parts are one.
fn hunks(old: &[&str], new: &[&str]) -> Vec<Hunk> {
    let diff = TextDiff::configure().diff_slices(old, new);
    let mut hunks: Vec<Hunk> = Vec::new();
    for op in diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        let (from, to) = (op.old_range(), op.new_range());
        let hunk = Hunk { old: (from.start, from.end), new: (to.start, to.end) };
        match hunks.last_mut() {
            Some(last) if hunk.old.0 - last.old.1 <= 1 => *last = join(*last, hunk),
            _ => hunks.push(hunk),
        }
    }
    hunks
}

/// The shortest edit around a hunk whose `find` occurs once, between the hunks before and after it.
fn unique(
    whole: &str,
    (old, new): &(Vec<&str>, Vec<&str>),
    hunk: Hunk,
    floor: usize,
    ceiling: usize,
) -> Option<Edit> {
    let ((start, end), most) = (hunk.old, ceiling - floor);
    for more in 0..=most {
        // Rather lines before it than lines after it.
        for after in 0..=more {
            let before = more - after;
            if start < floor + before || end + after > ceiling {
                continue;
            }
            let find = &old[start - before..end + after];
            let changed = &new[hunk.new.0..hunk.new.1];
            let replace = [&old[start - before..start], changed, &old[end..end + after]].concat();
            let is_bare = |lines: &[&str]| lines.iter().all(|line| line.trim().is_empty());
            // Lines are parted by line ends: of no lines there is none to put in or to take out.
            if is_bare(find) || replace.is_empty() {
                continue;
            }
            let find = find.join("\n");
            if whole.find(&find) == whole.rfind(&find) {
                return Some(Edit { find, replace: replace.join("\n") });
            }
        }
    }
    None
}
