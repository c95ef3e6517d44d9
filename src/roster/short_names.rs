//! Short names: what students are called where they type.

use crate::name::{Name, plain};

use super::names::PARTICLES;
use super::student::Student;

/// How many of those who are called alike are told apart by a number.
const ALIKE: usize = 10_000;

/// A short name for each student, in their order. `kept` are names that were given before: those
/// stay.
pub fn short_names(students: &[Student], kept: &[Option<Name>]) -> Vec<Name> {
    let mut taken: Vec<Name> = kept.iter().flatten().cloned().collect();
    let kept = kept.iter().cloned().chain(std::iter::repeat(None));
    let named = students.iter().zip(kept).enumerate().map(|(at, (student, kept))| {
        kept.unwrap_or_else(|| {
            let free = |name: &Name| !taken.iter().any(|other| is_like(name, other));
            let name = candidates(student, at).find(free);
            // There are more candidates than students.
            let name = name.unwrap_or_else(|| numbered(at));
            taken.push(name.clone());
            name
        })
    });
    named.collect()
}

/// Could one be taken for the other by who types it?
pub fn is_like(one: &Name, other: &Name) -> bool {
    plain(one.as_str()) == plain(other.as_str())
        || one.confusable().is_confusable_with(&other.confusable())
}

/// The first two words of the name, then more of them, then a number behind them; where there is no
/// name, what there is.
fn candidates(student: &Student, at: usize) -> impl Iterator<Item = Name> {
    let label = student.label().to_lowercase();
    let label = label.split('@').next().unwrap_or_default();
    let words: Vec<&str> =
        label.split_whitespace().filter(|word| !PARTICLES.contains(word)).collect();
    let texts: Vec<String> =
        (2.min(words.len())..=words.len()).map(|many| words[..many].join(" ")).collect();
    let named: Vec<Name> = texts.iter().filter_map(|text| valid(text)).collect();
    let first = named.first().map(ToString::to_string);
    let more = first
        .into_iter()
        .flat_map(|first| (2..ALIKE).filter_map(move |number| valid(&format!("{first}_{number}"))));
    let named = named.into_iter().chain(more);
    named.chain(std::iter::once(numbered(at)))
}

fn valid(text: &str) -> Option<Name> {
    let whole = Name::new(text).ok();
    let allowed = whole.filter(|name| name.is_ordinary() && !name.is_reserved());
    allowed.or_else(|| Name::proposal(text))
}

/// For someone whose name gives none.
fn numbered(at: usize) -> Name {
    Name::new(&format!("n{}", at + 1)).expect("a valid name")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn student(name: &str) -> Student {
        Student { name: name.to_owned(), ..Student::default() }
    }

    #[test]
    fn short_names_are_the_first_words_and_no_two_are_alike() {
        let names = [
            "Maria Clara de Souza",
            "João Pedro Araújo",
            "Joao Pedro Lima",
            "Maria Clara",
            "MARIA CLARA",
            "Zé",
            "Ana da Silva",
            "Professora Sala",
            "李小龍",
            "!!",
        ];
        let students = names.map(student);
        let kept = [None, None, None, None, None, Some(Name::new("zezinho").unwrap())];
        let short = short_names(&students, &kept);
        let short: Vec<&str> = short.iter().map(Name::as_str).collect();
        assert_eq!(
            short,
            [
                "maria_clara",
                "joão_pedro",
                "joao_pedro_lima",
                "maria_clara_2",
                "maria_clara_3",
                "zezinho",
                "ana_silva",
                "n8",
                "李小龍",
                "n10"
            ]
        );
    }
}
