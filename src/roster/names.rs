//! Names as they are compared: without case, accents and the small words between them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words between names that one system writes and another leaves out.
pub const PARTICLES: [&str; 6] = ["de", "da", "do", "das", "dos", "e"];

/// The words of a text: letters and digits in lower case, without accents.
pub fn words(text: &str) -> Vec<String> {
    let plain: String =
        text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words of a person's name that count.
pub fn name_words(name: &str) -> Vec<String> {
    let mut words = words(name);
    words.retain(|word| !PARTICLES.contains(&word.as_str()));
    words
}

/// Is this text some of the words, in their order, written together?
pub fn is_made_of(text: &str, words: &[String]) -> bool {
    text.is_empty()
        || words.iter().enumerate().any(|(at, word)| {
            text.strip_prefix(word.as_str()).is_some_and(|rest| is_made_of(rest, &words[at + 1..]))
        })
}

/// A name as it is said: `Souza, Ana` is Ana Souza.
pub fn in_order(name: &str) -> String {
    let name = match name.split_once(',') {
        Some((family, given)) if !given.trim().is_empty() => format!("{given} {family}"),
        _ => name.to_owned(),
    };
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_what_they_say() {
        assert_eq!(
            name_words("JOÃO Pedro d'Ávila de Araújo"),
            ["joao", "pedro", "d", "avila", "araujo"]
        );
        // A folder from macOS has its accents apart.
        assert_eq!(words("Joa\u{303}o_3"), ["joao", "3"]);
        let joao = name_words("João Pedro Araújo");
        for (text, is) in
            [("joaoaraujo", true), ("pedro", true), ("araujojoao", false), ("joaop", false)]
        {
            assert_eq!(is_made_of(text, &joao), is, "{text}");
        }
        assert_eq!(in_order(" Souza,  Maria Clara"), "Maria Clara Souza");
    }
}
