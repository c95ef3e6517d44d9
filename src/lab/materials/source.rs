//! Lessons as files, wherever they come from, and the programs that they contain or describe.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::edit::{Edit, EditError, apply};
use super::language::{self, Language};

/// What programs leave behind in a folder: it belongs to no lesson.
const LEFT_BEHIND: [&str; 2] = ["target", "__pycache__"];

/// Files by their paths from a folder, with `/` between.
pub type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// The files of all lessons, by their paths from the folder of lessons.
#[derive(Clone, Debug)]
pub struct LessonSource {
    files: Files,
    languages: Vec<Language>,
}

/// Why a file of the lessons cannot be used.
#[derive(Debug)]
pub enum SourceError {
    /// It, or the folder, cannot be read: its path, and why.
    Io(String, io::Error),
    /// It is not as it has to be: its path, and why.
    Form(String, String),
    /// The edits of a file do not fit the program that they change: its path, and why.
    Edit(String, EditError),
}

impl LessonSource {
    /// Lessons that consist of these files.
    ///
    /// # Errors
    /// `languages.toml` is not as it has to be.
    pub fn new(files: Files) -> Result<Self, SourceError> {
        let path = "languages.toml";
        let text = files.get(path).map_or(Ok(language::KIT), |bytes| str::from_utf8(bytes));
        let form = |why: String| SourceError::Form(path.to_owned(), why);
        let text = text.map_err(|error| form(error.to_string()))?;
        let languages = language::parse(text).map_err(form)?;
        Ok(Self { files, languages })
    }

    /// The lessons of a folder.
    ///
    /// # Errors
    /// A file or a folder cannot be read, or `languages.toml` is not as it has to be.
    pub fn open(folder: &Path) -> Result<Self, SourceError> {
        let mut files = Files::new();
        collect(folder, "", &mut files)
            .map_err(|error| SourceError::Io(folder.display().to_string(), error))?;
        Self::new(files)
    }

    /// The same lessons with some files added or changed.
    #[must_use]
    pub fn with(&self, changed: Files) -> Self {
        let mut source = self.clone();
        source.files.extend(changed);
        source
    }

    /// All files.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The languages that the lessons have programs in; the first is that of the mistakes.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// The folders that are lessons: `NN-name`, in order, with their numbers.
    pub fn folders(&self) -> Vec<(usize, &str)> {
        let folder = |path: &'_ String| -> Option<usize> {
            let (folder, _) = path.split_once('/')?;
            let (number, _) = folder.split_once('-')?;
            (number.len() == 2).then(|| number.parse().ok())?
        };
        let mut found: Vec<(usize, &str)> = self
            .files
            .keys()
            .filter_map(|path| Some((folder(path)?, path.split('/').next()?)))
            .collect();
        found.dedup();
        found
    }

    /// A file's text, if it is there and is UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        str::from_utf8(self.files.get(path)?).ok()
    }

    /// The files of a language below a lesson's folder, by their paths from there.
    fn below(&self, folder: &str, language: &Language) -> Files {
        let files = self.files.iter().filter_map(|(path, bytes)| {
            let file = path.strip_prefix(folder)?.strip_prefix('/')?;
            language.owns(file).then(|| (file.to_owned(), bytes.clone()))
        });
        files.collect()
    }

    /// A lesson's solution; empty where it has none in that language.
    pub fn solution(&self, lesson: &str, language: &Language) -> Files {
        self.below(&format!("{lesson}/solution"), language)
    }

    /// What has to pass a lesson in that language: its solution or, where it has none, the next one
    /// that a later lesson has. The folder of the lesson that it is from, and its files.
    pub fn passing(&self, lesson: &str, language: &Language) -> Option<(&str, Files)> {
        let later = self.folders().into_iter().filter(|(_, folder)| *folder >= lesson);
        let mut solutions = later.map(|(_, folder)| (folder, self.solution(folder, language)));
        solutions.find(|(_, files)| !files.is_empty())
    }

    /// The main file of a lesson's solution: its name and its text.
    pub fn main(&self, lesson: &str, language: &Language) -> Option<(&str, &str)> {
        let solution = self.solution(lesson, language);
        let kind = language.kind(solution.keys().map(String::as_str))?;
        let folder = format!("{lesson}/solution/");
        let (path, _) = self.files.get_key_value(&format!("{folder}{}", kind.main))?;
        Some((&path[folder.len()..], self.text(path)?))
    }

    /// The main file that a lesson's starter is made from, where it is made: its name, and the
    /// previous lesson's solution.
    pub fn starter_base(&self, lesson: &str, language: &Language) -> Option<(&str, &str)> {
        let own = self.below(&format!("{lesson}/starter"), language);
        if language.kind(own.keys().map(String::as_str)).is_some() {
            return None;
        }
        let earlier = |(_, folder): &(usize, &str)| *folder < lesson;
        let (_, previous) = self.folders().into_iter().rfind(earlier)?;
        let (name, text) = self.main(previous, language)?;
        Some((self.main(lesson, language).map_or(name, |(name, _)| name), text))
    }

    /// A lesson's starter: the files in its folder `starter` and, if the main one is not among
    /// them, the previous lesson's solution with the edits of `starter.toml`. Empty where it has
    /// none in that language.
    ///
    /// # Errors
    /// `starter.toml` cannot be read, or does not fit.
    pub fn starter(&self, lesson: &str, language: &Language) -> Result<Files, SourceError> {
        let mut files = self.below(&format!("{lesson}/starter"), language);
        if let Some((name, text)) = self.starter_base(lesson, language) {
            let edits = self.starter_edits(lesson)?.remove(&language.id).unwrap_or_default();
            let made = apply(text, &edits)
                .map_err(|error| SourceError::Edit(format!("{lesson}/starter.toml"), error))?;
            files.insert(name.to_owned(), made.into_bytes().into());
        }
        Ok(files)
    }

    /// The edits of a lesson's `starter.toml`, by the languages' ids.
    ///
    /// # Errors
    /// It is not as it has to be.
    pub fn starter_edits(&self, lesson: &str) -> Result<BTreeMap<String, Vec<Edit>>, SourceError> {
        let path = format!("{lesson}/starter.toml");
        let edits = toml::from_str(self.text(&path).unwrap_or_default());
        edits.map_err(|error| SourceError::Form(path, error.to_string()))
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || LEFT_BEHIND.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{prefix}{name}");
        match entry.file_type()? {
            kind if kind.is_dir() => collect(&entry.path(), &format!("{path}/"), files)?,
            kind if kind.is_file() => {
                files.insert(path, fs::read(entry.path())?.into());
            }
            _ => {}
        }
    }
    Ok(())
}
