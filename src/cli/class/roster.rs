//! Who belongs to a class: read from a school's CSV, shown, and given short names.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use comfy_table::{Attribute, Cell};

use crate::classroom::{Enrolled, Meeting};
use crate::journal::{ClassKeeper, Location, Reader};
use crate::locale::Locale;
use crate::name::{Name, plain};
use crate::roster::{Student, is_like, short_names};
use crate::say;

use super::super::common::{Common, class_label, class_named, journal_failure, name};
use super::super::failure::{Failure, aside};
use super::super::help::in_words;
use super::super::roster_file::read_roster;
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
        let class = class_named(
            read.map_err(|error| journal_failure(&error, locale))?,
            &args.class,
            locale,
        )?;
        return show(&class_label(&class.name, locale), &class.roster, common);
    }
    let wanted = name(&in_words("CLASS", locale), &args.class, locale)?;
    let read = args
        .file
        .as_deref()
        .map(|file| read_roster(file, locale))
        .transpose()?
        .map(|roster| roster.students);
    let keeper = match &read {
        Some(_) => ClassKeeper::open_or_make(place),
        None => ClassKeeper::open(place),
    };
    let mut keeper = keeper.map_err(|error| journal_failure(&error, locale))?;
    let known = match &read {
        Some(_) => keeper.find_unless_archived(&wanted),
        None => keeper.find(&wanted).map(Some),
    };
    let known = known.map_err(|error| journal_failure(&error, locale))?;
    let before = known.as_ref().map_or(&[][..], |class| &class.roster);
    let mut roster = match read {
        Some(students) => enrolled(students, before),
        None => before.to_vec(),
    };
    let renamed = args.short.iter().map(|change| rename(&mut roster, change, locale));
    let renamed = renamed.collect::<Result<Vec<_>, _>>()?;
    let label = class_label(known.as_ref().map_or(&wanted, |class| &class.name), locale);
    show(&label, &roster, common)?;
    let asks = args.file.is_some() && io::stdin().is_terminal() && io::stdout().is_terminal();
    if asks && !agreed(locale) {
        return Err(Failure::Failed(say!(locale, "class-roster-not")));
    }
    keeper.enrol(&wanted, &roster, &renamed).map_err(|error| journal_failure(&error, locale))?;
    aside(&say!(locale, "class-roster-kept", class = label, count = roster.len()));
    Ok(())
}

/// The students with their short names: those whom the class knows keep theirs, each their own.
fn enrolled(students: Vec<Student>, before: &[Enrolled]) -> Vec<Enrolled> {
    let mut unmatched: Vec<&Enrolled> = before.iter().collect();
    let mut kept: Vec<Option<Name>> = vec![None; students.len()];
    // Siblings may share an address: whose name is also the same comes first.
    for by_name in [true, false] {
        let others = students.iter().zip(&mut kept).filter(|(_, kept)| kept.is_none());
        for (student, kept) in others {
            let fits = |known: &&Enrolled| {
                is_same(known, student) && (!by_name || plain(&known.name) == plain(&student.name))
            };
            let found = unmatched.iter().position(fits);
            *kept = found.map(|at| unmatched.remove(at).short.clone());
        }
    }
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

/// Gives one student another short name; returns the old one and the new one.
fn rename(roster: &mut [Enrolled], change: &str, locale: Locale) -> Result<(Name, Name), Failure> {
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
        student.short = new.clone();
    }
    Ok((found, new))
}

fn show(class: &str, roster: &[Enrolled], common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    if roster.is_empty() {
        aside(&say!(locale, "class-roster-empty", class = class));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn student(name: &str, email: Option<&str>) -> Student {
        Student { name: name.to_owned(), email: email.map(str::to_owned), ..Student::default() }
    }

    fn shorts(roster: &[Enrolled]) -> Vec<&str> {
        roster.iter().map(|student| student.short.as_str()).collect()
    }

    #[test]
    fn students_keep_each_their_own_short_name_also_of_one_name_or_address() {
        let names = || vec![student("Ana Lima", None), student("Ana Lima", None)];
        let twice = enrolled(names(), &enrolled(names(), &[]));
        assert_ne!(twice[0].short, twice[1].short);
        let home = Some("lima@example.org");
        let before = enrolled(vec![student("Ana Lima", home), student("Beto Lima", home)], &[]);
        assert_eq!(shorts(&before), ["ana_lima", "beto_lima"]);
        let siblings = ["Caio Lima", "Beto Lima", "Ana Lima"].map(|name| student(name, home));
        let after = enrolled(siblings.to_vec(), &before);
        assert_eq!(shorts(&after), ["caio_lima", "beto_lima", "ana_lima"]);
        let married = vec![student("Ana Reis", home), student("Beto Lima", home)];
        assert_eq!(shorts(&enrolled(married, &before)), ["ana_lima", "beto_lima"]);
    }
}
