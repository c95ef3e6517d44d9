//! Who belongs to a class: read from a school's CSV, shown, and given short names.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use comfy_table::{Attribute, Cell};

use crate::classroom::{Enrolled, Meeting};
use crate::journal::{Class, ClassKeeper, JournalError, Location, Reader};
use crate::locale::Locale;
use crate::name::{Name, plain};
use crate::roster::{Roster, Student, is_like, short_names};
use crate::say;

use super::super::common::{Common, class_label, class_named, name};
use super::super::failure::{Failure, aside};
use super::super::help::in_words;
use super::super::table;

/// Show who belongs to a class, or read it from a file
///
/// Names, numbers and e-mail addresses are found by the headings of their columns, in Portuguese or
/// English, as Moodle, Google Classroom and schools' systems export them. Each student gets a short
/// name for the conversation, and comes in under it also by answering the question for a name with
/// the full name, the number or the e-mail address.
#[derive(Debug, clap::Args)]
pub(super) struct RosterArgs {
    /// Name of the class, in any case
    class: String,
    /// CSV with the students: they replace those that the class had; short names stay
    file: Option<PathBuf>,
    /// Give a student, known by short or full name, number or e-mail address, another short name;
    /// repeatable
    #[arg(long, value_name = "STUDENT=NAME", display_order = 0)]
    short: Vec<String>,
}

pub(super) fn roster(args: &RosterArgs, place: &Location, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    if args.file.is_none() && args.short.is_empty() {
        let read = Reader::open(place).and_then(|reader| reader.classes());
        let class = class_named(read.map_err(|error| told(&error, locale))?, &args.class, locale)?;
        return show(&class, &class.roster, common);
    }
    let class = name(&in_words("CLASS", locale), &args.class, locale)?;
    let read = args.file.as_deref().map(|file| read(file, locale)).transpose()?;
    let keeper = match &read {
        Some(_) => ClassKeeper::open_or_make(place),
        None => ClassKeeper::open(place),
    };
    let mut keeper = keeper.map_err(|error| told(&error, locale))?;
    let class = match &read {
        Some(_) => keeper.find_or_make(&class),
        None => keeper.find(&class),
    };
    let class = class.map_err(|error| told(&error, locale))?;
    let mut roster = match read {
        Some(students) => enrolled(students, &class.roster),
        None => class.roster.clone(),
    };
    for change in &args.short {
        rename(&mut roster, change, locale)?;
    }
    show(&class, &roster, common)?;
    let asks = args.file.is_some() && io::stdin().is_terminal() && io::stdout().is_terminal();
    if asks && !agreed(locale) {
        return Err(Failure::Failed(say!(locale, "class-roster-not")));
    }
    keeper.enrol(&class, &roster).map_err(|error| told(&error, locale))?;
    let class = class_label(&class.name, locale);
    aside(&say!(locale, "class-roster-kept", class = class, count = roster.len()));
    Ok(())
}

/// Reads a file, and shows what was understood of it.
fn read(file: &Path, locale: Locale) -> Result<Vec<Student>, Failure> {
    let path = file.display().to_string();
    let misused = |why: String| {
        Failure::Misused(say!(locale, "roster-unusable", path = path.as_str(), why = why))
    };
    let bytes = fs::read(file).map_err(|error| misused(error.to_string()))?;
    let roster = Roster::read(&bytes).map_err(|error| misused(error.explain(locale)))?;
    aside(&roster.understood.explain(locale));
    Ok(roster.students)
}

/// The students with their short names: those whom the class knows keep theirs.
fn enrolled(students: Vec<Student>, before: &[Enrolled]) -> Vec<Enrolled> {
    let kept: Vec<Option<Name>> = students
        .iter()
        .map(|student| {
            let known = before.iter().find(|known| is_same(known, student));
            known.map(|known| known.short.clone())
        })
        .collect();
    let shorts = short_names(&students, &kept);
    let enrol = |(Student { name, id, username, email, .. }, short)| Enrolled {
        short,
        name,
        id,
        username,
        email,
    };
    students.into_iter().zip(shorts).map(enrol).collect()
}

/// By number, or address, or else by name.
fn is_same(known: &Enrolled, student: &Student) -> bool {
    let both = |one: &Option<String>, other: &Option<String>| {
        one.as_ref().zip(other.as_ref()).map(|(one, other)| plain(one) == plain(other))
    };
    let by_id = both(&known.id, &student.id).or_else(|| both(&known.email, &student.email));
    by_id.unwrap_or_else(|| plain(&known.name) == plain(&student.name))
}

/// Gives one student another short name.
fn rename(roster: &mut [Enrolled], change: &str, locale: Locale) -> Result<(), Failure> {
    let misused = |key| Err(Failure::Misused(say!(locale, key, value = change)));
    let Some((who, new)) = change.rsplit_once('=') else { return misused("class-short-form") };
    let new = name("--short", new.trim(), locale)?;
    let Some(found) = Meeting::student_of(roster, who).map(|student| student.short.clone()) else {
        return misused("class-short-nobody");
    };
    let is_other = |student: &&mut Enrolled| student.short == found;
    let is_taken = roster.iter().any(|other| other.short != found && is_like(&other.short, &new));
    if is_taken || new.is_reserved() || !new.is_ordinary() {
        return misused("class-short-taken");
    }
    if let Some(student) = roster.iter_mut().find(is_other) {
        student.short = new;
    }
    Ok(())
}

fn show(class: &Class, roster: &[Enrolled], common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    if roster.is_empty() {
        aside(&say!(locale, "class-roster-empty", class = class_label(&class.name, locale)));
        return Ok(());
    }
    let mut table = table::new(common.color.on(&io::stdout()));
    let headings = ["register-short", "register-name", "register-id", "register-email"];
    let heading = |key: &str| Cell::new(say!(locale, key)).add_attribute(Attribute::Bold);
    table.set_header(headings.map(heading));
    table.add_rows(roster.iter().map(|student| {
        let text = |text: &Option<String>| Cell::new(text.as_deref().unwrap_or_default());
        let id = if student.id.is_some() { &student.id } else { &student.username };
        [Cell::new(&student.short), Cell::new(&student.name), text(id), text(&student.email)]
    }));
    Ok(table::print(&mut io::stdout().lock(), &mut table)?)
}

/// Is what was understood to be kept?
fn agreed(locale: Locale) -> bool {
    aside(&say!(locale, "class-roster-ask"));
    let mut answer = String::new();
    // What cannot be read is no consent.
    let read = io::stdin().read_line(&mut answer);
    let answer = plain(answer.trim());
    read.is_ok_and(|bytes| bytes > 0)
        && (answer.is_empty() || plain(&say!(locale, "journal-forget-agreed")).starts_with(&answer))
}

fn told(error: &JournalError, locale: Locale) -> Failure {
    Failure::Failed(error.explain(locale))
}
