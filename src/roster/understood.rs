//! What was understood of a roster, for whoever gave it.

use crate::locale::Locale;
use crate::say;

use super::columns::Field;
use super::decode::Encoding;

/// How a roster was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// Its encoding.
    pub encoding: Encoding,
    /// What is between its columns.
    pub separator: u8,
    /// Each field and the heading of its column; empty where the file has no headings.
    pub columns: Vec<(Field, String)>,
    /// How many people it has.
    pub students: usize,
    /// Rows between the headings and the people, such as one of dates: each one's first words.
    pub left_out: Vec<String>,
}

impl Understood {
    /// In one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        let name = |field: &Field| match field {
            Field::FullName | Field::GivenName => say!(locale, "roster-name"),
            Field::FamilyName => say!(locale, "roster-family-name"),
            Field::Id => say!(locale, "roster-id"),
            Field::Username => say!(locale, "roster-username"),
            Field::Email => say!(locale, "roster-email"),
            Field::Participant => say!(locale, "roster-participant"),
        };
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|(field, heading)| format!("{} = “{heading}”", name(field)))
            .collect();
        let separator = match self.separator {
            b'\t' => say!(locale, "roster-tab"),
            other => char::from(other).to_string(),
        };
        let (encoding, columns) = (self.encoding.name(), columns.join(", "));
        let understood = say!(
            locale,
            "roster-understood",
            count = self.students,
            encoding = encoding,
            separator = separator,
            columns = columns
        );
        match &self.left_out[..] {
            [] => understood,
            rows => {
                format!("{understood} {}", say!(locale, "roster-left-out", rows = rows.join(", ")))
            }
        }
    }
}
