//! What is wrong with a text that is not Gherkin: the parser only says where it gave up.

use crate::locale::Locale;
use crate::say;

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is in no language of Gherkin.
    Language(String),
    /// It begins with no word that may stand there.
    Unknown(String),
    /// A text between two lines with `"""` begins here and does not end.
    OpenText,
    /// A row of a table has another number of cells than the first one.
    Cells {
        /// How many the first row has.
        wanted: usize,
        /// How many this one has.
        got: usize,
    },
    /// A row of a table does not end with `|`.
    OpenRow,
}

impl Fault {
    /// What is wrong and what to do, for people.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Language(tag) => say!(locale, "bot-fault-language", tag = tag.as_str()),
            Self::Unknown(text) => say!(locale, "bot-fault-unknown", text = text.as_str()),
            Self::OpenText => say!(locale, "bot-fault-open-text"),
            Self::Cells { wanted, got } => {
                say!(locale, "bot-fault-cells", wanted = *wanted, got = *got)
            }
            Self::OpenRow => say!(locale, "bot-fault-open-row"),
        }
    }
}

/// The words with which a block begins, each followed by a colon.
const HEADINGS: [&[&str]; 2] = [
    &[
        "Funcionalidade",
        "Característica",
        "Caracteristica",
        "Contexto",
        "Cenário de Fundo",
        "Cenario de Fundo",
        "Fundo",
        "Regra",
        "Exemplo",
        "Cenário",
        "Cenario",
        "Esquema do Cenário",
        "Esquema do Cenario",
        "Delineação do Cenário",
        "Delineacao do Cenario",
        "Exemplos",
        "Cenários",
        "Cenarios",
    ],
    &[
        "Feature",
        "Business Need",
        "Ability",
        "Background",
        "Rule",
        "Example",
        "Scenario",
        "Scenario Outline",
        "Scenario Template",
        "Examples",
        "Scenarios",
    ],
];
/// The words with which a step begins.
const STEPS: [&[&str]; 2] = [
    &["Dado", "Dada", "Dados", "Dadas", "Quando", "Então", "Entao", "E", "Mas", "*"],
    &["Given", "When", "Then", "And", "But", "*"],
];

/// Where a file stands while its lines are looked at.
#[derive(Clone, Copy, PartialEq)]
enum At {
    /// Before the first heading.
    Start,
    /// Behind a heading, where a description may stand.
    Heading,
    /// Behind a step or a table, where it may not.
    Step,
}

/// The first fault of a file in one of our languages, with its line.
pub fn fault(lines: &[&str], locale: Locale) -> Option<(usize, Fault)> {
    let (headings, steps) = match locale {
        Locale::PtBr => (HEADINGS[0], STEPS[0]),
        Locale::En => (HEADINGS[1], STEPS[1]),
    };
    let heads = |line: &str| {
        line.split_once(':').is_some_and(|(word, _)| headings.contains(&word.trim_end()))
    };
    let step = |line: &str| line.split_once(' ').is_some_and(|(word, _)| steps.contains(&word));
    let (mut at, mut columns, mut text) = (At::Start, None, None);
    for (number, line) in (1..).zip(lines.iter().map(|line| line.trim())) {
        if is_fence(line) {
            text = if text.is_some() { None } else { Some(number) };
            at = At::Step;
        } else if text.is_some() || line.is_empty() || line.starts_with('#') {
            continue;
        } else if line.starts_with('|') {
            if let Some(fault) = row_fault(line, &mut columns) {
                return Some((number, fault));
            }
            at = At::Step;
            continue;
        } else if heads(line) {
            at = At::Heading;
        } else if step(line) {
            at = At::Step;
        } else if at != At::Heading && !line.starts_with('@') {
            return Some((number, Fault::Unknown(line.to_owned())));
        }
        columns = None;
    }
    text.map(|number| (number, Fault::OpenText))
}

/// Does a text of several lines begin or end on this line?
pub fn is_fence(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("\"\"\"") || line.starts_with("```")
}

fn row_fault(line: &str, columns: &mut Option<usize>) -> Option<Fault> {
    if !line.ends_with('|') {
        return Some(Fault::OpenRow);
    }
    let bars = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
    let (wanted, got) = (*columns.get_or_insert(bars - 1), bars - 1);
    (wanted != got).then_some(Fault::Cells { wanted, got })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(usize, Fault)> {
        fault(&text.lines().collect::<Vec<_>>(), Locale::PtBr)
    }

    #[test]
    fn a_fault_is_found_on_its_line() {
        let unknown = |text: &str| Fault::Unknown(text.into());
        for (text, line, fault) in [
            ("Funcionalidade: a\nCenário: b\nDado x\nQando y\n", 4, unknown("Qando y")),
            ("Funcionalidade: a\nCenário: b\nDado x\nCenário c\n", 4, unknown("Cenário c")),
            ("Funcionalidade: a\nCenário: b\nDado x\n\"\"\"\noi\n", 4, Fault::OpenText),
            ("| a | b |\n# c\n| a |\n", 3, Fault::Cells { wanted: 2, got: 1 }),
            ("| a | b\n", 1, Fault::OpenRow),
            ("Feature: a\n", 1, unknown("Feature: a")),
        ] {
            assert_eq!(found(text), Some((line, fault)), "{text}");
        }
    }

    #[test]
    fn what_may_stand_somewhere_is_no_fault() {
        let text = "# c\n@t\nFuncionalidade: a\n  livre\n\n  Cenário: b\n   livre\n  Dado x\n  \"\"\"\n  Qando\n  \"\"\"\n  * y\n  Exemplos:\n  | a \\| b | c |\n  | d | e |\n";
        assert_eq!(found(text), None);
    }
}
