//! The table of all steps: everything that a scenario can say.

use std::fmt::Write;
use std::sync::{LazyLock, OnceLock};

use regex::{Match, Regex, RegexBuilder, RegexSet, RegexSetBuilder, SetMatches};

use crate::locale::Locale;
use crate::name::nearest;
use crate::say;

use super::step_definition::StepDefinition;
use super::{action_steps, assertion_steps};

/// Every definition, in the order of the reference.
pub fn step_definitions() -> impl Iterator<Item = &'static StepDefinition> {
    [action_steps::STEPS, assertion_steps::STEPS].into_iter().flatten()
}

/// Every step in a language, as a table in Markdown.
pub fn reference(locale: Locale) -> String {
    let mut table = say!(locale, "bot-reference-heading");
    table.push_str("\n| --- | --- |\n");
    for definition in step_definitions() {
        let example = definition.example(locale).replace('|', "\\|");
        let help = definition.help(locale).replace('|', "\\|").replace('<', "\\<");
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| `{example}` | {help} |");
    }
    table
}

/// A step as it is written in that language, by its English expression and with its arguments as they
/// are written, quotes included.
///
/// # Panics
/// When there is no such expression.
pub fn written(english: &str, arguments: &[&str], locale: Locale) -> String {
    let mut all = step_definitions();
    let definition = all.find(|definition| definition.is_written(english));
    definition.expect("an expression of the table").written(locale, arguments)
}

/// The pattern of every expression, one for each language of a definition.
static PATTERNS: LazyLock<Vec<String>> =
    LazyLock::new(|| step_definitions().flat_map(StepDefinition::patterns).collect());

fn compile(pattern: &str) -> Regex {
    let regex = RegexBuilder::new(pattern).case_insensitive(true).build();
    regex.expect("the pattern of an expression")
}

/// Which of the patterns match.
fn matches(text: &str) -> SetMatches {
    static SET: LazyLock<RegexSet> = LazyLock::new(|| {
        let set = RegexSetBuilder::new(&*PATTERNS).case_insensitive(true).build();
        set.expect("the patterns of all expressions")
    });
    SET.matches(text)
}

/// What may stand between a step's word and the step.
const THAT: [&str; 2] = ["que", "that"];

/// The definition that reads like this, and its arguments.
pub fn find(text: &str) -> Option<(&'static StepDefinition, Vec<&str>)> {
    // Compiled when a step needs it.
    static REGEXES: LazyLock<Vec<OnceLock<Regex>>> =
        LazyLock::new(|| PATTERNS.iter().map(|_| OnceLock::new()).collect());
    // The keyword is «Dado», and people write «Dado que».
    let text = match text.split_once(' ') {
        Some((word, step)) if THAT.iter().any(|that| word.eq_ignore_ascii_case(that)) => step,
        _ => text,
    };
    let at = matches(text).iter().next()?;
    let captures = REGEXES[at].get_or_init(|| compile(&PATTERNS[at])).captures(text)?;
    let arguments = captures.iter().skip(1).flatten().map(|group| group.as_str()).collect();
    // Each definition has as many patterns as there are languages.
    Some((step_definitions().nth(at / Locale::ALL.len())?, arguments))
}

/// The step that was meant by one that is none: itself with its signs put right, or an example of
/// the definition that is most like it.
pub fn nearest_example(text: &str, locale: Locale) -> Option<String> {
    mended(text).or_else(|| most_like(text, locale))
}

/// Is it a step, or probably meant as one?
pub fn is_like_step(text: &str) -> bool {
    let is_like = |locale| nearest_example(text, locale).is_some();
    find(text).is_some() || Locale::ALL.into_iter().any(is_like)
}

/// Where a step that is none begins to differ from the one that was probably meant, whatever their
/// arguments; in bytes.
pub fn differs_at(text: &str, meant: &str) -> usize {
    let length = text.len();
    let [text, meant] = [text, meant].map(|text| {
        let argument =
            |at| ARGUMENTS.find_iter(text).find(|found: &Match<'_>| found.range().contains(&at));
        let signs = text.char_indices().filter_map(move |(at, sign)| match argument(at) {
            None => Some((at, sign)),
            Some(whole) => (whole.start() == at).then_some((at, '"')),
        });
        signs.collect::<Vec<_>>()
    });
    let same = text.iter().zip(&meant).take_while(|((_, own), (_, other))| own == other).count();
    text.get(same).map_or(length, |(at, _)| *at)
}

/// The step with the signs that people mistake put right, if it is one then.
pub fn mended(text: &str) -> Option<String> {
    static PLAIN_NAME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(\w[\w-]*) ").expect("a valid pattern"));
    static COMMENT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\s+#[^\x22]*$").expect("a valid pattern"));
    let straight = text.replace(['“', '”', '„', '«', '»'], "\"");
    let single = straight.replace(['\'', '‘', '’'], "\"");
    let bare = COMMENT.replace(&single, "").trim_end_matches(['.', ';']).to_owned();
    let spaced = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    let quoted = PLAIN_NAME.replace(&spaced, "\"$1\" ").into_owned();
    let closed = format!("{spaced}\"");
    let without_colon = spaced.replacen(": \"", " \"", 1);
    let ways = [straight, single, bare, spaced, quoted, closed, without_colon];
    ways.into_iter().find(|way| find(way).is_some())
}

static ARGUMENTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#""[^"]*"?|\d+(?:[.,]\d+)?"#).expect("a valid pattern"));

fn most_like(text: &str, locale: Locale) -> Option<String> {
    // Arguments are no likeness.
    let without = |text: &str| ARGUMENTS.replace_all(text, "").trim().to_owned();
    let candidates: Vec<String> =
        step_definitions().map(|definition| without(&definition.example(locale))).collect();
    let near = nearest(&without(text), candidates.iter().map(String::as_str))?;
    let at = candidates.iter().position(|candidate| candidate == near)?;
    Some(step_definitions().nth(at)?.example(locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_reads_like_its_own_definition_and_no_other() {
        for (number, definition) in step_definitions().enumerate() {
            for (language, locale) in Locale::ALL.iter().enumerate() {
                let example = definition.example(*locale);
                for example in [&example, &example.replace(['2', '3'], "1")] {
                    let own = number * Locale::ALL.len() + language;
                    let found: Vec<usize> = matches(example).iter().collect();
                    assert!(found.contains(&own), "{example}");
                    // The same words may be right in both languages.
                    assert!(found.iter().all(|at| at / Locale::ALL.len() == number), "{example}");
                }
            }
        }
    }

    #[test]
    fn arguments_keep_their_quotes_and_may_hold_escaped_ones() {
        let (_, arguments) = find(r#"que "ana" diz "ela disse \"oi\"""#).unwrap();
        assert_eq!(arguments, ["\"ana\"", r#""ela disse \"oi\"""#]);
        assert!(find(r#""ana" diz "a" e "b""#).is_none());
    }

    #[test]
    fn the_nearest_step_is_offered() {
        let near = |text| nearest_example(text, Locale::PtBr);
        assert_eq!(near(r#""ana" dis "oi""#).as_deref(), Some("\"ana\" diz \"…\""));
        assert_eq!(near(r#""ana" le "oi""#).as_deref(), Some("\"ana\" lê \"…\""));
        let teacher = near(r#""ana" entra como professsor"#);
        assert_eq!(teacher.as_deref(), Some("\"ana\" entra como professor"));
        assert_eq!(near(r#""ana" dança "oi""#), None);
        assert_eq!(near("zzz"), None);
        for slip in [
            r#"ana diz "oi""#,
            "“ana” diz “oi”",
            "'ana' diz 'oi'",
            r#""ana"  diz "oi"."#,
            r#""ana" diz "oi"  # comentário"#,
            r#""ana" diz "oi"#,
        ] {
            assert_eq!(near(slip).as_deref(), Some(r#""ana" diz "oi""#), "{slip}");
        }
    }
}
