//! Grades the folders of a class, so many at once, each in a process of its own.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};

use crate::lab::{Lesson, OutputLine, Sandbox, Watched, watch_over};
use crate::locale::{Bilingual, Locale};
use crate::marks::{Status, Verdict};
use crate::say;
use crate::wire::clean;

use super::super::failure::{Failure, aside};
use super::super::progress_bar;
use super::fingerprint::Fingerprints;
use super::grade_folder::Message;
use super::report_cache::Verdicts;
use super::source::SourceArgs;
use super::target::StartArgs;

/// A folder's grader that prints nothing for this long does not work any more.
const SILENCE: Duration = Duration::from_secs(30);

/// What is to be graded.
pub(super) struct Class<'a> {
    pub(super) folders: Vec<PathBuf>,
    pub(super) lessons: Vec<&'a Lesson>,
    pub(super) source: &'a SourceArgs,
    pub(super) start: &'a StartArgs,
    pub(super) kept: Option<Kept>,
    pub(super) sandbox: Option<Sandbox>,
    pub(super) locale: Locale,
}

/// The verdicts of earlier reports.
pub(super) struct Kept {
    pub(super) fingerprints: Fingerprints,
    pub(super) verdicts: Verdicts,
    /// Do they count, or is everything graded again?
    pub(super) are_read: bool,
}

/// A folder, and what was found out about it.
pub(super) struct GradedFolder {
    /// Its place in the class.
    pub(super) at: usize,
    /// Its path, as it can be shown.
    pub(super) name: String,
    pub(super) verdict: Verdict,
    /// What kept the grader itself from its work.
    pub(super) trouble: Option<String>,
    /// An earlier report has graded it.
    is_kept: bool,
}

impl Class<'_> {
    /// Grades so many folders at once; each is given on as soon as it is done.
    pub(super) async fn grade(
        &self,
        jobs: usize,
        graded: &mut Vec<GradedFolder>,
        mut done: impl FnMut(&GradedFolder) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let bar = progress_bar::counting(self.folders.len());
        let mut coming = stream::iter(self.folders.iter().enumerate())
            .map(|(at, folder)| self.grade_folder(at, folder))
            .buffer_unordered(jobs);
        while let Some(folder) = coming.next().await {
            bar.suspend(|| done(&folder))?;
            graded.push(folder);
            bar.inc(1);
        }
        bar.finish_and_clear();
        let kept = graded.iter().filter(|folder| folder.is_kept).count();
        if kept > 0 {
            aside(&say!(self.locale, "report-kept", kept = kept, count = graded.len()));
        }
        Ok(())
    }

    async fn grade_folder(&self, at: usize, folder: &Path) -> GradedFolder {
        let name = clean(&folder.display().to_string()).into_owned();
        let key = self.kept.as_ref().and_then(|kept| kept.fingerprints.of(folder));
        let known = self.kept.as_ref().filter(|kept| kept.are_read).zip(key.as_deref());
        if let Some(verdict) = known.and_then(|(kept, key)| kept.verdicts.read(key)) {
            return GradedFolder { at, name, verdict, trouble: None, is_kept: true };
        }
        let (verdict, trouble) = self.start_grader(folder).await;
        if let Some((kept, key)) = self.kept.as_ref().zip(key)
            && verdict.status() != Status::Ungraded
        {
            // Without it the folder is graded again next time.
            let _ = kept.verdicts.keep(&key, &verdict);
        }
        GradedFolder { at, name, verdict, trouble, is_kept: false }
    }

    /// Grades a folder in a process of its own, which what it grades may kill or stop. Gives also
    /// what kept the grader from its work.
    async fn start_grader(&self, folder: &Path) -> (Verdict, Option<String>) {
        let mut verdict = Verdict::of(self.lessons.iter().map(|lesson| lesson.number));
        if !folder.is_dir() {
            let path = clean(&folder.display().to_string()).into_owned();
            let why = |locale| say!(locale, "lab-no-folder", path = path.as_str());
            verdict.obstacle = Some(Bilingual::new(why));
            return (verdict, None);
        }
        let (watched, lines) =
            match watch_over(self.arguments(folder), self.sandbox.as_ref(), SILENCE).await {
                Ok(watched) => watched,
                Err(error) => {
                    let why = |locale| say!(locale, "lab-trouble", why = error.to_string());
                    let why = Bilingual::new(why);
                    let told = why.in_words(self.locale).to_owned();
                    verdict.obstacle = Some(why);
                    return (verdict, Some(told));
                }
            };
        let read = |line: &OutputLine| serde_json::from_slice::<Message>(&line.line).ok();
        for message in lines.iter().filter(|line| !line.error).filter_map(read) {
            match message {
                Message::Lesson(lesson) => {
                    let own = verdict.lessons.iter_mut().find(|own| own.number == lesson.number);
                    own.into_iter().for_each(|own| *own = lesson.clone());
                }
                Message::Done(whole) if whole.lessons.len() == self.lessons.len() => {
                    return (whole, None);
                }
                Message::Done(_) => {}
                Message::Trouble(why) => {
                    let told = why.in_words(self.locale).to_owned();
                    verdict.obstacle = Some(why);
                    return (verdict, Some(told));
                }
            }
        }
        verdict.obstacle = Some(Bilingual::new(|locale| match watched {
            Watched::Ended(ending) => {
                say!(locale, "lab-grader-ended", ending = ending.explain(locale))
            }
            Watched::Silent => say!(locale, "lab-grader-silent", seconds = SILENCE.as_secs()),
            Watched::Escaped => say!(locale, "lab-escaped"),
        }));
        (verdict, None)
    }

    fn arguments(&self, folder: &Path) -> Vec<OsString> {
        let upto = self.lessons.iter().map(|lesson| lesson.number).max().unwrap_or(0);
        let mut arguments: Vec<OsString> =
            ["lab", "grade-folder", "--lang", self.locale.tag(), "--upto"].map(Into::into).into();
        arguments.push(upto.to_string().into());
        arguments.extend(self.start.arguments());
        arguments.extend(self.source.arguments());
        arguments.extend(["--".into(), folder.into()]);
        arguments
    }
}
