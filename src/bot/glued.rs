//! Steps and headings that stand behind something else on its line, where they would not be played.

use super::keyword::{self, Heading, Part};
use super::line::QUOTES;
use super::registry::{find, is_like_step};

/// What stands behind a heading's title though it needs a line of its own.
///
/// A step's word with a capital begins a step if a whole step follows it, with its quotes. Without
/// quotes it does inside a sentence (`x Quando a ana sai`), as the first word only where it sets the
/// scene (`Dado que a ana entra`): `Quando a aula acaba` is a title, and so is what Is Written So.
pub fn in_title(heading: Heading, title: &str) -> Option<&str> {
    if heading == Heading::Examples
        && let Some(at) = title.find(['|', '｜'])
    {
        return Some(&title[at..]);
    }
    let starts: Vec<usize> =
        words(title).filter(|at| title[*at..].starts_with(begins_line)).collect();
    let begun = |at: &usize| keyword::step(&title[*at..]).is_some() || is_heading(&title[*at..]);
    let begun: Vec<usize> = starts.into_iter().filter(begun).collect();
    let ends = begun.iter().skip(1).copied().chain([title.len()]);
    let mut parts = begun.iter().zip(ends).map(|(from, to)| (*from, title[*from..to].trim_end()));
    parts.find(|(from, part)| needs_line(title, *from, part)).map(|(from, _)| &title[from..])
}

fn needs_line(title: &str, from: usize, part: &str) -> bool {
    let Some((kind, _, text)) = keyword::step(part) else {
        return from > 0;
    };
    if text.contains(QUOTES) && is_like_step(text) {
        return true;
    }
    let plain = text.strip_prefix("que ").or_else(|| text.strip_prefix("that "));
    let reads_like_step = || is_unquoted(plain.unwrap_or(text));
    let before = title[..from].trim_end();
    match kind {
        Part::Same => false,
        Part::Given if before.is_empty() => reads_like_step(),
        Part::Event if before.is_empty() => false,
        _ => {
            let is_inside = before.ends_with(char::is_alphanumeric);
            // In a title that Is Written So, the last word has a capital.
            let last = title.rsplit(' ').next().unwrap_or_default();
            let is_sentence = last.starts_with(char::is_lowercase);
            is_inside
                && is_sentence
                && (kind == Part::Event || plain.is_some() || reads_like_step())
        }
    }
}

/// A step and what stands behind it, if both are steps.
pub fn in_step(text: &str) -> Option<&str> {
    let mut rests = words(text).map(|at| text.split_at(at));
    let is_glued = |(before, behind): &(&str, &str)| {
        find(before.trim_end().trim_end_matches([',', ';', '.'])).is_some()
            && keyword::step(behind)
                .is_some_and(|(.., step)| find(step).is_some() || in_step(step).is_some())
    };
    rests.find(is_glued).map(|(_, behind)| behind)
}

/// Where words begin outside quotes.
fn words(text: &str) -> impl Iterator<Item = usize> {
    let mut is_quoted = false;
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, sign)| {
        let begins = before == ' ' && !is_quoted;
        is_quoted ^= sign == '"';
        before = sign;
        begins.then_some(at)
    })
}

fn begins_line(sign: char) -> bool {
    sign.is_uppercase() || sign == '*'
}

fn is_heading(text: &str) -> bool {
    keyword::heading(text).is_some()
}

/// Is it a step that lacks the quotes around its names and texts (`a ana diz oi`)?
fn is_unquoted(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let articles = ["a", "o", "the"];
    let skipped = usize::from(words.first().is_some_and(|word| articles.contains(word)));
    let Some((who, rest)) = words.get(skipped..).and_then(<[_]>::split_first) else { return false };
    let who = who.trim_matches(QUOTES);
    (1..=rest.len()).any(|cut| {
        let (verb, said) = rest.split_at(cut);
        let said = said.join(" ");
        let said =
            if said.is_empty() { said } else { format!(" \"{}\"", said.trim_matches(QUOTES)) };
        find(&format!("\"{who}\" {}{said}", verb.join(" "))).is_some()
    })
}
