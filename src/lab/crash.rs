//! What a program has said on standard error about why it failed: the line that says what went
//! wrong and, where it is told, the line of the learner's own files where it did.
//!
//! Languages differ in the words, not in the form: a headline, and the places that led there.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::keeper::Ending;
use super::output::{OutputLine, shown};
use super::sources::{is_aside, named};

/// What a signal by which a program ends itself is called: `abort`.
const ABORT: i32 = 6;
/// How far from its headline a place may stand.
const FAR: usize = 60;

/// A pattern of this file.
macro_rules! pattern {
    ($name:ident, $pattern:literal) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).expect("a valid pattern"));
    };
}

// Colours and what else terminals take for commands (ECMA-48, CSI).
pattern!(CONTROL, r"\x1b\[[0-?]*[ -/]*[@-~]");
// Python: the margin of the exceptions in a group.
pattern!(MARGIN, r"^\s*(?:\||\+[-+ ]*)\s?");
pattern!(PYTHON_FRAME, r#"^\s*File ".+", line \d+"#);
pattern!(PYTHON_EXCEPTION, r"^[A-Za-z_][\w.]*(: .*)?$");
// Where in Python itself it happened: another place in each of its versions.
pattern!(IN_PYTHON, r"\s*\(_\w+\.c:\d+\)$");
// JavaScript: the place, and below it the source with a caret.
pattern!(CARET, r"^\s*\^+\s*$");
pattern!(PLACE_ALONE, r"^\S.*:\d+$");
// An exception above the frames that led there: JavaScript, Java, C# and others.
pattern!(FRAME, r"^\s+(?:at|from)\s|^\s*#\d+\s|^\s*--->|^\s*(?i:stack ?trace(back)?):$");
pattern!(
    HEADLINE,
    r#"^(?:Exception in thread ".*?" |Unhandled [Ee]xception[.:] |(?:\w+: +)*Uncaught (?:\(in promise\) )?)?[A-Za-z_$][\w.$]*(?: \[\w+\])?(?:: .*)?$"#
);
pattern!(SANITIZER, r"(?:ERROR|WARNING): (\w+Sanitizer: .+?)(?: on (?:unknown )?address| \(|$)");
// A line that begins with a place: compilers, assertions, Ruby, Lua.
pattern!(DIAGNOSTIC, r"^(?:\S+: )?[^\s:]+\.\w+:\d+:(?:\d+:)?(?:in )?\s*(.*[^\d\s].*)$");
pattern!(
    PLACE,
    r#"(?:"(?<quoted>[^"]+)", line |(?<file>[^\s:"'()]+\.\w+):(?:line )?)(?<line>\d+)"#
);
/// What Node.js says last of all.
const TRAILERS: [&str; 2] = ["Node.js v", "(Use `node "];

/// A headline, and the lines in which the place is, the best first.
struct Found<'a> {
    headline: String,
    places: Vec<&'a str>,
}

/// What a program, or a part of it, has died of, by its own words. How it has ended, if it has,
/// tells whether a line that names a place is about that.
pub fn crash(lines: &[OutputLine], ending: Option<Ending>, folder: &Path) -> Option<String> {
    let texts = errors(lines, folder);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let kinds = [python, go, rust, sanitizer, javascript, above_frames];
    if let Some(found) = kinds.iter().find_map(|kind| kind(&texts)) {
        return Some(told(&found, folder));
    }
    let ending = ending.filter(|ending| *ending != Ending::Code(0))?;
    let last = || (ending == Ending::Signal(ABORT)).then(|| last_line(&texts)).flatten();
    texts.iter().find_map(|text| diagnostic(text, folder)).or_else(last)
}

/// What a program that has ended said about why; whatever it said last, if nothing tells more.
pub fn last_words(lines: &[OutputLine], ending: Ending, folder: &Path) -> Option<String> {
    let texts = errors(lines, folder);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    // Whom a signal has ended had no time for words.
    let last = || matches!(ending, Ending::Code(_)).then(|| last_line(&texts)).flatten();
    crash(lines, Some(ending), folder).or_else(last)
}

fn diagnostic(text: &str, folder: &Path) -> Option<String> {
    let headline = DIAGNOSTIC.captures(text)?[1].to_owned();
    place(text, folder)?;
    Some(told(&Found { headline, places: vec![text] }, folder))
}

fn last_line(texts: &[&str]) -> Option<String> {
    let tells = |text: &&&str| {
        !text.trim().is_empty() && !TRAILERS.iter().any(|trailer| text.starts_with(trailer))
    };
    texts.iter().rfind(tells).map(|text| shown(text.trim()))
}

/// The lines on standard error, plain, and with paths as seen from the program's folder.
fn errors(lines: &[OutputLine], folder: &Path) -> Vec<String> {
    let folder = format!("{}/", folder.display());
    let errors = lines.iter().filter(|said| said.error);
    let text = |said: &OutputLine| {
        let text = String::from_utf8_lossy(&said.line);
        CONTROL.replace_all(&text, "").trim_end_matches('\r').replace(&folder, "./")
    };
    errors.map(text).collect()
}

/// The words of a headline, and the first place in the learner's own files.
fn told(found: &Found, folder: &Path) -> String {
    let words = shown(&IN_PYTHON.replace(found.headline.trim(), ""));
    match found.places.iter().find_map(|text| place(text, folder)) {
        Some((file, line)) => format!("{words} ({}:{line})", shown(&file)),
        None => words,
    }
}

/// The place in the learner's own files that a line names.
fn place(text: &str, folder: &Path) -> Option<(String, String)> {
    PLACE.captures_iter(text).find_map(|found| {
        let file = found.name("quoted").or(found.name("file"))?.as_str();
        let file = file.trim_start_matches("file://").trim_start_matches("./");
        let path = Path::new(file);
        if path.is_absolute() || is_aside(path) {
            return None;
        }
        // Java names no folders.
        let is_own = folder.join(path).is_file() || named(folder, path);
        is_own.then(|| (file.to_owned(), found["line"].to_owned()))
    })
}

/// The lines behind a headline.
fn behind<'a>(texts: &[&'a str], at: usize) -> Vec<&'a str> {
    texts[at..].iter().take(FAR).copied().collect()
}

/// The last frame, and the first line behind it that names an exception: lines of several threads
/// may be mixed. Of exceptions that led to each other it is the last, of a group the innermost.
fn python<'a>(texts: &[&'a str]) -> Option<Found<'a>> {
    let plain = |text: &str| MARGIN.replace(text, "").into_owned();
    let last = texts.iter().rposition(|text| PYTHON_FRAME.is_match(&plain(text)))?;
    let headline = texts[last..]
        .iter()
        .map(|text| plain(text))
        .find(|text| PYTHON_EXCEPTION.is_match(text))?;
    let frames = texts[..=last].iter().rev().take(FAR).copied();
    let places = frames.take_while(|text| !text.contains("Traceback (most recent call last)"));
    Some(Found { headline, places: places.collect() })
}

/// The line above the first goroutine, which says what went wrong in a fixed form.
fn go<'a>(texts: &[&'a str]) -> Option<Found<'a>> {
    let frames = texts.iter().position(|text| text.starts_with("goroutine "))?;
    let begins = |text: &&str| {
        let text = text.trim_start();
        text.starts_with("panic: ") || text.starts_with("fatal error: ") || text.contains("panic ")
    };
    let at = texts[..frames].iter().rposition(begins)?;
    Some(Found { headline: texts[at].to_owned(), places: behind(texts, frames) })
}

/// A panic says what happened in its own line or in the next; an overflow says it alone.
fn rust<'a>(texts: &[&'a str]) -> Option<Found<'a>> {
    let begins = |text: &&str| text.starts_with("thread '") && !text.contains("RUST_BACKTRACE");
    let at = texts.iter().rposition(begins)?;
    let next = texts.get(at + 1).filter(|_| texts[at].ends_with(':'));
    Some(Found { headline: (*next.unwrap_or(&texts[at])).to_owned(), places: behind(texts, at) })
}

/// A sanitizer of C and C++.
fn sanitizer<'a>(texts: &[&'a str]) -> Option<Found<'a>> {
    texts.iter().enumerate().find_map(|(at, text)| {
        let undefined = || text.split_once(": runtime error: ").map(|(_, words)| words);
        let of_error = SANITIZER.captures(text).and_then(|found| Some(found.get(1)?.as_str()));
        let headline = of_error.or_else(undefined)?.to_owned();
        Some(Found { headline, places: behind(texts, at) })
    })
}

/// What stands behind the caret that points into the source.
fn javascript<'a>(texts: &[&'a str]) -> Option<Found<'a>> {
    let caret = texts.iter().rposition(|text| CARET.is_match(text))?;
    let begin = texts[..caret].iter().rposition(|text| PLACE_ALONE.is_match(text))?;
    let at = caret + 1 + texts[caret + 1..].iter().position(|text| !text.trim().is_empty())?;
    let mut places = behind(texts, at);
    places.push(texts[begin]);
    Some(Found { headline: texts[at].to_owned(), places })
}

/// What stands above the last frames that have something above them.
fn above_frames<'a>(texts: &[&'a str]) -> Option<Found<'a>> {
    let is_frame = |at: usize| FRAME.is_match(texts[at]);
    let mut tops = (1..texts.len()).rev().filter(|at| is_frame(*at) && !is_frame(at - 1));
    tops.find_map(|top| {
        let above = (0..top).rev().take_while(|at| !is_frame(*at) && !texts[*at].trim().is_empty());
        let at = { above }.find(|at| HEADLINE.is_match(texts[*at]))?;
        Some(Found { headline: texts[at].to_owned(), places: behind(texts, at) })
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Instant;

    use super::*;

    const OWN: [&str; 8] = [
        "servidor.py",
        "src/main.rs",
        "main.go",
        "a.js",
        "x.c",
        "src/Sala.java",
        "Program.cs",
        "s.rb",
    ];

    /// What is told of an output in which `DIR` stands for the program's folder.
    fn words(output: &str, ending: Option<Ending>) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        for file in OWN {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let output = output.replace("DIR", &folder.path().display().to_string());
        let said = |line: &str| OutputLine {
            at: Instant::now(),
            error: !line.starts_with("stdout"),
            line: line.as_bytes().to_vec(),
        };
        crash(&output.lines().map(said).collect::<Vec<_>>(), ending, folder.path())
    }

    #[test]
    fn each_language_says_what_went_wrong_and_where() {
        for (output, told) in include_str!("crash_outputs.txt")
            .split("=== ")
            .skip(1)
            .map(|entry| entry.split_once('\n').unwrap())
            .map(|(told, output)| (output, told))
        {
            assert_eq!(words(&output.replace("\\e", "\x1b"), None).as_deref(), Some(told));
        }
    }

    #[test]
    fn logs_are_no_crash() {
        for log in [
            "Escutando em 127.0.0.1:7777\nChegou alguém de 127.0.0.1:40123",
            "main.go:12: cliente conectou",
            "2026/11/28 09:00:00 main.go:12: accept: boa",
            "stdoutTraceback (most recent call last):\nstdout  File \"servidor.py\", line 9\nx",
            "  File \"servidor.py\", line 9\n    dados.decode()",
        ] {
            assert_eq!(words(log, None), None, "{log}");
        }
    }

    #[test]
    fn how_a_program_ended_says_whether_its_last_words_count() {
        let code = Some(Ending::Code(1));
        let ruby = "s.rb:3:in `atender': ai (RuntimeError)\n\tfrom s.rb:9:in `<main>'";
        assert_eq!(words(ruby, code).as_deref(), Some("`atender': ai (RuntimeError) (s.rb:3)"));
        let abort = "oi\n*** stack smashing detected ***: terminated";
        assert_eq!(
            words(abort, Some(Ending::Signal(ABORT))).as_deref(),
            Some("*** stack smashing detected ***: terminated")
        );
        assert_eq!(words(abort, Some(Ending::Signal(11))), None);
        assert_eq!(words("x.c:12: chegou", Some(Ending::Code(0))), None);
        // Node.js draws the stack of a program that aborts.
        assert_eq!(
            words("1: DIR/a.js:14:9", Some(Ending::Signal(ABORT))).as_deref(),
            Some("1: ./a.js:14:9")
        );
    }
}
