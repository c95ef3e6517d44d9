//! What the columns of a roster are, by their headings.

use super::names::words;

/// What a column says of a student.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The whole name.
    FullName,
    /// The first name; the whole one if there is no column for the last name.
    GivenName,
    /// The last name.
    FamilyName,
    /// The school's number.
    Id,
    /// The name of their account.
    Username,
    /// Their e-mail address.
    Email,
    /// Moodle's participant in one assignment.
    Participant,
}

impl Field {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::FullName,
        Self::GivenName,
        Self::FamilyName,
        Self::Id,
        Self::Username,
        Self::Email,
        Self::Participant,
    ];

    /// Its headings without case, accents and punctuation: those of Moodle (the strings of its
    /// English and Brazilian packs), Google and GitHub Classroom, Canvas, and of Brazilian academic
    /// systems.
    fn headings(self) -> &'static [&'static str] {
        match self {
            Self::FullName => &[
                "full name",
                "nome completo",
                "student name",
                "nome do aluno",
                "nome do discente",
                "nome do estudante",
                "aluno",
                "aluna",
                "discente",
                "estudante",
                "student",
            ],
            Self::GivenName => &["nome", "name", "first name", "given name", "primeiro nome"],
            Self::FamilyName => {
                &["surname", "last name", "family name", "sobrenome", "ultimo nome"]
            }
            Self::Id => &[
                "id number",
                "numero de identificacao",
                "matricula",
                "numero de matricula",
                "registro academico",
                "ra",
                "prontuario",
                "student id",
                "student number",
                "sis user id",
                "registration number",
                "codigo",
                "id",
            ],
            Self::Username => &[
                "username",
                "identificacao de usuario",
                "nome de usuario",
                "usuario",
                "login",
                "sis login id",
                "github username",
            ],
            Self::Email => {
                &["email address", "email", "e mail", "endereco de email", "endereco de e mail"]
            }
            Self::Participant => &["identifier", "identificador"],
        }
    }

    /// A word by which a heading that is not listed can be known, such as "E-mail institucional".
    fn is_hinted_by(self, words: &[String]) -> bool {
        let has = |hints: &[&str]| words.iter().any(|word| hints.contains(&word.as_str()));
        match self {
            Self::FullName => has(&["aluno", "aluna", "discente", "estudante", "student"]),
            Self::GivenName => has(&["nome", "name"]),
            Self::FamilyName => has(&["sobrenome", "surname"]),
            Self::Id => has(&["matricula", "prontuario"]),
            Self::Username => has(&["username", "login", "usuario"]),
            Self::Email => has(&["email", "mail"]),
            Self::Participant => false,
        }
    }

    /// How well a heading names this field: 0 not at all.
    fn fits(self, heading: &str) -> usize {
        let words = words(heading);
        let listed = self.headings().iter().position(|known| *known == words.join(" "));
        match listed {
            // The first in the list is the most telling.
            Some(at) => 100 - at,
            None => usize::from(self.is_hinted_by(&words)),
        }
    }
}

/// Which column is what: each field's, as an index.
pub type Columns = Vec<(Field, usize)>;

/// The columns of a row of headings.
pub fn columns(row: &csv::StringRecord) -> Columns {
    let mut columns = Columns::new();
    // What is named outright is settled before what a word hints at.
    for least in [2, 1] {
        for field in Field::ALL {
            let is_free = |at: usize| !columns.iter().any(|(_, taken)| *taken == at);
            if columns.iter().any(|(known, _)| *known == field) {
                continue;
            }
            let fitting = row.iter().enumerate().filter(|(at, _)| is_free(*at));
            let fitting = fitting.map(|(at, heading)| (field.fits(heading), at));
            // Of two that fit alike, the first.
            let best =
                fitting.filter(|(fit, _)| *fit >= least).min_by_key(|(fit, at)| (100 - fit, *at));
            columns.extend(best.map(|(_, at)| (field, at)));
        }
    }
    columns.sort_by_key(|(_, at)| *at);
    columns
}

/// The columns of a file whose headings are in no known language: the address is where an `@` is,
/// the names are before it (last name first, as Google exports them), a number is an id.
pub fn by_content(rows: &[csv::StringRecord]) -> Columns {
    let address = |row: &csv::StringRecord| row.iter().position(|cell| cell.contains('@'));
    let Some((row, email)) = rows.iter().find_map(|row| Some((row, address(row)?))) else {
        return Columns::new();
    };
    let is_number = |cell: &str| !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit());
    let (ids, names): (Vec<usize>, Vec<usize>) =
        (0..email).partition(|at| is_number(row.get(*at).unwrap_or_default()));
    let names = match names[..] {
        [full] => vec![(Field::FullName, full)],
        [family, given, ..] => vec![(Field::FamilyName, family), (Field::GivenName, given)],
        [] => Vec::new(),
    };
    let ids = ids.into_iter().take(1).map(|at| (Field::Id, at));
    names.into_iter().chain(ids).chain([(Field::Email, email)]).collect()
}
