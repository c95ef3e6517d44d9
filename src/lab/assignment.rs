//! How a learner's program is started: `lab.toml` in its folder, written with the starter.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::locale::Locale;
use crate::say;

use super::launch::{Launch, START_LIMIT};
use super::lesson::Lesson;
use super::materials::{Files, Language, LessonSource, SourceError};
use super::note;

/// The file's name.
pub const ASSIGNMENT: &str = "lab.toml";

/// How a learner's program is started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// How it is built, if it has to be; as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// How it is started; as typed.
    pub command: String,
}

/// Why there is no telling how a program is started, or no starter.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum AssignmentError {
    /// There is no such folder.
    NoFolder(PathBuf),
    /// The folder has no `lab.toml`.
    None(PathBuf),
    /// It cannot be read, or the folder not be written to.
    File(PathBuf, io::Error),
    /// It is not as it has to be.
    Form(PathBuf, String),
    /// What is typed to start the program has an open quote, or is empty.
    Command(String),
    /// Something of that name is there already.
    Taken(PathBuf),
    /// There is no program in that language.
    NoProgram(String),
    /// There is no starter in that language for the lesson of that number: where there is one.
    NoStarter(String, usize, Vec<String>),
    /// A starter cannot be made.
    Source(SourceError),
}

impl AssignmentError {
    /// What happened and what to do, in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::NoFolder(path) => say!(locale, "lab-no-folder", path = shown(path)),
            Self::None(path) => say!(locale, "lab-no-assignment", path = shown(path)),
            Self::File(path, error) => {
                say!(locale, "lab-file", path = shown(path), why = error.to_string())
            }
            Self::Form(path, why) => {
                let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
                say!(locale, "lab-assignment-form", path = shown(path), why = why)
            }
            Self::Command(command) => say!(locale, "lab-command", command = command.as_str()),
            Self::Taken(path) => say!(locale, "lab-taken", path = shown(path)),
            Self::NoProgram(language) => {
                say!(locale, "lab-no-program", language = language.as_str())
            }
            Self::NoStarter(language, number, others) => say!(
                locale,
                "lab-no-starter",
                language = language.as_str(),
                number = *number,
                others = others.join(", ")
            ),
            Self::Source(error) => error.explain(locale),
        }
    }
}

impl Assignment {
    /// What a folder's `lab.toml` says.
    ///
    /// # Errors
    /// It is not there, cannot be read, or is not as it has to be.
    pub fn read(folder: &Path) -> Result<Self, AssignmentError> {
        let path = folder.join(ASSIGNMENT);
        let text = note::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound if !folder.is_dir() => {
                AssignmentError::NoFolder(folder.to_owned())
            }
            io::ErrorKind::NotFound => AssignmentError::None(folder.to_owned()),
            _ => AssignmentError::File(path.clone(), error),
        })?;
        toml::from_str(&text).map_err(|error| AssignmentError::Form(path, error.to_string()))
    }

    /// How a program of these files is built and started.
    ///
    /// # Errors
    /// They are no program in that language.
    pub fn of(language: &Language, files: &Files) -> Result<Self, AssignmentError> {
        let kind = language.kind(files.keys().map(String::as_str));
        let kind = kind.ok_or_else(|| AssignmentError::NoProgram(language.name.clone()))?;
        Ok(Self { build: kind.build.clone(), command: kind.run.clone() })
    }

    /// How to start the program that is in this folder.
    ///
    /// # Errors
    /// What is typed to start or build it is not a command.
    pub fn launch(&self, folder: &Path) -> Result<Launch, AssignmentError> {
        let build = self.build.as_deref().map(words).transpose()?;
        Ok(Launch {
            build,
            command: words(&self.command)?,
            folder: folder.to_owned(),
            start_limit: START_LIMIT,
            sandbox: None,
        })
    }
}

fn words(command: &str) -> Result<Vec<String>, AssignmentError> {
    let words = shlex::split(command).filter(|words| !words.is_empty());
    words.ok_or_else(|| AssignmentError::Command(command.to_owned()))
}

/// What was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The files, by their names.
    pub files: Vec<String>,
    /// How the program is started.
    pub assignment: Assignment,
}

/// Copies a lesson's starter into a folder, which is made if it is not there, and writes `lab.toml`
/// beside it. Nothing that is there is written over.
///
/// # Errors
/// There is no starter in that language, a file of it is there already, or the folder cannot be
/// written to.
pub fn copy_starter(
    source: &LessonSource,
    lesson: &Lesson,
    language: &Language,
    folder: &Path,
) -> Result<Copied, AssignmentError> {
    let mut files = source.starter(&lesson.folder, language).map_err(AssignmentError::Source)?;
    if files.is_empty() {
        let has_one = |language: &&Language| {
            source.starter(&lesson.folder, language).is_ok_and(|files| !files.is_empty())
        };
        let others = source.languages().iter().filter(has_one);
        let others = others.map(|language| language.id.clone()).collect();
        return Err(AssignmentError::NoStarter(language.name.clone(), lesson.number, others));
    }
    let assignment = Assignment::of(language, &files)?;
    files.insert(ASSIGNMENT.to_owned(), manifest(&assignment).into_bytes().into());
    if let Some(taken) = files.keys().map(|name| folder.join(name)).find(|path| path.exists()) {
        return Err(AssignmentError::Taken(taken));
    }
    write_files(&files, folder)?;
    Ok(Copied { files: files.into_keys().collect(), assignment })
}

/// Writes files below a folder, where none of them is yet.
///
/// # Errors
/// The folder cannot be written to.
pub fn write_files(files: &Files, folder: &Path) -> Result<(), AssignmentError> {
    for (name, bytes) in files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| File::create_new(&path)?.write_all(bytes))
            .map_err(|error| AssignmentError::File(path, error))?;
    }
    Ok(())
}

fn manifest(assignment: &Assignment) -> String {
    // Two strings are always TOML.
    let lines = toml::to_string(assignment).unwrap_or_default();
    format!(
        "# How `sala lab check` builds and starts this program. It listens on the port of the\n\
         # environment variable PORT; {{port}} in the command stands for it, too.\n{lines}"
    )
}
