//! The students of a class.

use super::understood::Understood;

/// Somebody of the class, as far as the roster tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Student {
    /// The full name, first name first; empty if the roster has none.
    pub name: String,
    /// The school's number: *matrícula*, Moodle's "ID number".
    pub id: Option<String>,
    /// The name of their account.
    pub username: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Moodle's number of this participant in one assignment, which is in the names of folders.
    pub participant: Option<String>,
}

impl Student {
    /// What to call them: by name, or else by what there is.
    pub fn label(&self) -> &str {
        let others = [&self.email, &self.id, &self.username, &self.participant];
        let other = others.into_iter().flatten().next().map_or("", String::as_str);
        if self.name.is_empty() { other } else { &self.name }
    }
}

/// The people of a class, in the order of the file.
#[derive(Clone, Debug)]
pub struct Roster {
    /// Each once.
    pub students: Vec<Student>,
    /// How the file was read.
    pub understood: Understood,
}
