//! What can be wrong with a feature file's form, and what to do about it.

use crate::locale::Locale;
use crate::say;

use super::keyword::Heading;

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file has nothing but comments and blank lines.
    Empty,
    /// It is in no language that is read.
    Language(String),
    /// Something stands above the title of the feature.
    Start,
    /// It is probably meant as this heading.
    Heading(&'static str),
    /// Something stands before a heading.
    BeforeHeading(String),
    /// A heading in a comment, above steps that are not.
    Commented,
    /// This heading cannot stand here.
    Misplaced(Heading),
    /// A step that stands below no scenario and no background.
    StepOutside,
    /// A step, a heading or a row behind a title, where it would not be read.
    InTitle(String),
    /// A step, or the sign above a text, behind a step on its line.
    Glued(String),
    /// A step that begins with no word of a step.
    NoKeyword(String),
    /// It begins with no word that may stand there.
    Unknown(String),
    /// A sign that only looks like one of those that steps are written with.
    Lookalike(String),
    /// A sign at which some programs begin a new line.
    Break(String),
    /// A text of several lines that stands below no step.
    LooseText,
    /// Something stands beside the sign above or below a text.
    BesideFence,
    /// A text begins here and does not end.
    OpenText,
    /// Signs that neither begin nor end a text.
    Fence,
    /// A line of a text is indented by other blanks than the signs around it.
    Indentation,
    /// A table that stands below no `Examples:`.
    LooseTable,
    /// A row of a table has another number of cells than the first one.
    Cells {
        /// How many the first row has.
        wanted: usize,
        /// How many this one has.
        got: usize,
    },
    /// A row of a table does not end with `|`.
    OpenRow,
    /// There is no such escape in a table.
    CellEscape(String),
    /// A column without a name, or with that of another one.
    Column(String),
    /// A word among tags that is none.
    Tag(String),
    /// Tags above something that has none.
    LooseTags,
    /// A file without scenarios.
    NoScenarios,
    /// A scenario without steps.
    NoSteps,
    /// An outline, or a table, without rows of examples.
    NoRows,
    /// A step names `<this>`, which no column of the examples is called.
    NoColumn(String),
}

impl Fault {
    /// What is wrong and what to do, for people.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Empty => say!(locale, "bot-fault-empty"),
            Self::Language(tag) => say!(locale, "bot-fault-language", tag = tag.as_str()),
            Self::Start => say!(locale, "bot-fault-start"),
            Self::Heading(meant) => say!(locale, "bot-fault-heading", heading = *meant),
            Self::BeforeHeading(signs) => {
                say!(locale, "bot-fault-before-heading", signs = signs.as_str())
            }
            Self::Commented => say!(locale, "bot-fault-commented"),
            Self::Misplaced(Heading::Feature) => say!(locale, "bot-fault-second-feature"),
            Self::Misplaced(Heading::Background) => say!(locale, "bot-fault-late-background"),
            Self::Misplaced(_) => say!(locale, "bot-fault-loose-examples"),
            Self::StepOutside => say!(locale, "bot-fault-step-outside"),
            Self::InTitle(text) => say!(locale, "bot-fault-in-title", text = text.as_str()),
            Self::Glued(text) => say!(locale, "bot-fault-glued", text = text.as_str()),
            Self::NoKeyword(text) => say!(locale, "bot-fault-no-keyword", step = text.as_str()),
            Self::Unknown(text) => say!(locale, "bot-fault-unknown", text = text.as_str()),
            Self::Lookalike(sign) => {
                say!(locale, "bot-fault-lookalike", sign = sign.as_str(), code = code(sign))
            }
            Self::Break(sign) => say!(locale, "bot-fault-break", code = code(sign)),
            Self::LooseText => say!(locale, "bot-fault-loose-text"),
            Self::BesideFence => say!(locale, "bot-fault-beside-fence"),
            Self::OpenText => say!(locale, "bot-fault-open-text"),
            Self::Fence => say!(locale, "bot-fault-fence"),
            Self::Indentation => say!(locale, "bot-fault-indentation"),
            Self::LooseTable => say!(locale, "bot-fault-loose-table"),
            Self::Cells { wanted, got } => {
                say!(locale, "bot-fault-cells", wanted = *wanted, got = *got)
            }
            Self::OpenRow => say!(locale, "bot-fault-open-row"),
            Self::CellEscape(escape) => {
                say!(locale, "bot-fault-cell-escape", escape = escape.as_str())
            }
            Self::Column(name) => say!(locale, "bot-fault-column", name = name.as_str()),
            Self::Tag(word) => say!(locale, "bot-fault-tag", word = word.as_str()),
            Self::LooseTags => say!(locale, "bot-fault-loose-tags"),
            Self::NoScenarios => say!(locale, "bot-fault-no-scenarios"),
            Self::NoSteps => say!(locale, "bot-fault-no-steps"),
            Self::NoRows => say!(locale, "bot-fault-no-rows"),
            Self::NoColumn(name) => say!(locale, "bot-fault-no-column", name = name.as_str()),
        }
    }
}

/// A sign as Unicode numbers it.
fn code(sign: &str) -> String {
    sign.chars().map(|sign| format!("U+{:04X}", u32::from(sign))).collect()
}
