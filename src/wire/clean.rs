//! Removes from a text what could move, colour or hide what another person sees.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// A text without escape sequences (ECMA-48), control characters (C0, C1, line separators) and
/// the bidirectional embeddings, overrides and isolates (UAX #9). A tab becomes a space. Of the marks
/// stacked on one letter four are kept, so that they do not reach into other lines (UTS #39, 5.4).
pub fn clean(text: &str) -> Cow<'_, str> {
    static SEQUENCES: LazyLock<Regex> = LazyLock::new(|| {
        let csi = r"(?:\x1b\[|\u{9b})[0-?]*[ -/]*[@-~]";
        let osc = r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)";
        let short = r"\x1b[ -/]*[0-Z\\^-~]";
        Regex::new(&format!("{csi}|{osc}|{short}")).expect("a valid pattern")
    });
    static TOWERS: LazyLock<Regex> = LazyLock::new(|| {
        // Invisible characters between two marks do not separate them.
        let mark = r"[\p{Mn}\p{Me}]\p{Cf}*";
        Regex::new(&format!("((?:{mark}){{4}})(?:{mark})+")).expect("a valid pattern")
    });
    if text.is_ascii() && !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    if !text.contains(is_harmful) {
        return TOWERS.replace_all(text, "$1");
    }
    let plain = SEQUENCES.replace_all(text, "");
    let kept = plain.chars().map(|c| if c == '\t' { ' ' } else { c });
    let kept: String = kept.filter(|c| !is_harmful(*c)).collect();
    Cow::Owned(TOWERS.replace_all(&kept, "$1").into_owned())
}

fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_text_is_passed_on_untouched() {
        for text in ["oi, turma", "ação 日本 🎉", "👩‍👩‍👧", "שלום", "x\u{200e}y"]
        {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn escape_sequences_go_whole() {
        assert_eq!(clean("\x1b[31mvermelho\x1b[0m"), "vermelho");
        assert_eq!(clean("\x1b]0;título\x07fim"), "fim");
        assert_eq!(clean("\x1b]8;;http://x\x1b\\aqui\x1b]8;;\x1b\\"), "aqui");
        assert_eq!(clean("\u{9b}2Japagado"), "apagado");
        assert_eq!(clean("\x1bcreset"), "reset");
    }

    #[test]
    fn an_unfinished_sequence_loses_its_power_and_hides_nothing() {
        assert_eq!(clean("\x1b]0;sem fim"), "0;sem fim".replace("0;", "]0;"));
        assert_eq!(clean("a\x1b"), "a");
    }

    #[test]
    fn controls_separators_and_bidi_controls_go() {
        assert_eq!(clean("a\0b\x07c\x08\u{85}d\u{2028}e"), "abcde");
        assert_eq!(clean("a\tb"), "a b");
        assert_eq!(clean("\u{202e}odut\u{202c} \u{2066}x\u{2069}"), "odut x");
    }

    #[test]
    fn a_tower_of_marks_is_taken_down_to_four() {
        let tower = format!("a{}b", "\u{301}".repeat(300));
        assert_eq!(clean(&tower), format!("a{}b", "\u{301}".repeat(4)));
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left_and_a_second_pass_changes_nothing(text in any::<String>()) {
            let once = clean(&text).into_owned();
            prop_assert!(!once.contains(is_harmful));
            prop_assert_eq!(clean(&once).into_owned(), once);
        }
    }
}
