//! Removes from a text what could move, colour or hide what another person sees.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// What nobody can see: controls, line separators, format characters, and whatever else is shown
/// as nothing. The format characters around Arabic numbers are seen.
const INVISIBLE: &str = r"[\p{Cc} \p{Cf} \p{Zl} \p{Zp} \p{Default_Ignorable_Code_Point}
    -- \p{Prepended_Concatenation_Mark}]";

/// A letter, mark or digit of the scripts in which joiners change what is seen: the cursive ones
/// and those with conjuncts.
const JOINED: &str = r"[[\p{scx=Adlm} \p{scx=Arab} \p{scx=Bali} \p{scx=Beng} \p{scx=Deva}
    \p{scx=Gujr} \p{scx=Guru} \p{scx=Java} \p{scx=Khmr} \p{scx=Knda} \p{scx=Mand} \p{scx=Mlym}
    \p{scx=Mong} \p{scx=Mymr} \p{scx=Nkoo} \p{scx=Orya} \p{scx=Phag} \p{scx=Rohg} \p{scx=Sinh}
    \p{scx=Syrc} \p{scx=Taml} \p{scx=Telu} \p{scx=Tibt}]
    && [\p{L} \p{M} \p{Nd}] -- \p{Default_Ignorable_Code_Point}]";

/// An emoji that stands alone. Digits, `#` and `*` are emoji only under a keycap.
const EMOJI: &str = r"[\p{Emoji} \p{Extended_Pictographic} -- [0-9\#* \p{Emoji_Modifier}]]";

/// A flag of part of a country, whose code is spelt in tags (UTS #51, ED-14a).
const SUBDIVISION_FLAG: &str = r"\x{1F3F4}
    (?: [\x{E0061}-\x{E007A}]{2} | [\x{E0030}-\x{E0039}]{3} )
    [\x{E0030}-\x{E0039} \x{E0061}-\x{E007A}]{1,4} \x{E007F}";

static HIDDEN: LazyLock<Regex> = LazyLock::new(|| spaced(INVISIBLE));

/// A text without escape sequences (ECMA-48) and without what nobody can see, but for what belongs
/// to an emoji (UTS #51, 1.4.9) and for joiners in words of scripts that need them. A tab becomes a
/// space. Of the marks stacked on one letter four are kept, so that they do not reach into other
/// lines (UTS #39, 5.4).
pub fn clean(text: &str) -> Cow<'_, str> {
    static SEQUENCES: LazyLock<Regex> = LazyLock::new(|| {
        let csi = r"(?:\x1b\[|\u{9b})[0-?]*[ -/]*[@-~]";
        let osc = r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)";
        let short = r"\x1b[ -/]*[0-Z\\^-~]";
        Regex::new(&format!("{csi}|{osc}|{short}")).expect("a valid pattern")
    });
    static TOWERS: LazyLock<Regex> = LazyLock::new(|| {
        // Invisible characters between two marks do not separate them.
        let mark =
            format!(r"[\p{{Mn}} \p{{Me}} -- \p{{Default_Ignorable_Code_Point}}] {INVISIBLE}*");
        spaced(&format!("((?: {mark} ){{4}}) (?: {mark} )+"))
    });
    static SEEN_OR_HIDDEN: LazyLock<Regex> = LazyLock::new(|| {
        let keycap = r"[0-9\#*] \x{FE0F} \x{20E3}";
        let emoji = format!(r"{EMOJI} (?: \p{{Emoji_Modifier}} | \x{{FE0F}} \x{{20E3}}? )?");
        let element = format!(r"(?: {emoji} | \p{{Emoji_Modifier}} )");
        let joined = format!(r"{EMOJI} \x{{FE0E}} | {element} (?: \x{{200D}} {element} )*");
        let word = format!(r"{JOINED}+ (?: [\x{{200C}} \x{{200D}}] {JOINED}+ )* \x{{200D}}?");
        spaced(&format!("({keycap} | {SUBDIVISION_FLAG} | {joined} | {word}) | {INVISIBLE}"))
    });
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_control()) {
        return Cow::Borrowed(text);
    }
    if !HIDDEN.is_match(text) {
        return TOWERS.replace_all(text, "$1");
    }
    let text = SEQUENCES.replace_all(text, "").replace('\t', " ");
    let text = TOWERS.replace_all(&text, "$1");
    Cow::Owned(SEEN_OR_HIDDEN.replace_all(&text, "$1").into_owned())
}

/// A pattern of this file, in which spaces count for nothing.
fn spaced(text: &str) -> Regex {
    Regex::new(&format!("(?x){text}")).expect("a valid pattern")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_text_is_passed_on_untouched() {
        for text in ["oi, turma", "ação 日本 🎉", "שלום"] {
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

    #[test]
    fn emoji_of_every_kind_arrive_whole() {
        for text in include_str!("emoji.txt").lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(clean(text), text, "{}", text.escape_unicode());
            let hidden: String = text.chars().flat_map(|c| [c, '\u{200b}']).collect();
            let seen: String = text.chars().filter(|c| !HIDDEN.is_match(&c.to_string())).collect();
            assert_eq!(clean(&hidden), seen, "what joins no more is not kept");
        }
    }

    #[test]
    fn words_keep_the_joiners_that_their_script_needs() {
        for text in [
            "می\u{200c}خواهم خانه\u{200c}های ۲۰\u{200c}ساله",
            "ه\u{200d}",
            "क्\u{200d}ष क्\u{200c}ष",
            "র\u{200d}্য",
            "ന്\u{200d} ",
            "ශ්\u{200d}රී",
        ] {
            assert_eq!(clean(text), text);
        }
        assert_eq!(clean("می\u{200c}\u{200c}خواهم \u{200c}a\u{200d}b"), "میخواهم ab");
    }

    #[test]
    fn what_nobody_can_see_goes_wherever_it_stands() {
        for hidden in [
            "\u{ad}",
            "\u{34f}",
            "\u{61c}",
            "\u{115f}",
            "\u{17b4}",
            "\u{180e}",
            "\u{200b}",
            "\u{200c}",
            "\u{200d}",
            "\u{200e}",
            "\u{200f}",
            "\u{202e}",
            "\u{2060}",
            "\u{2064}",
            "\u{2065}",
            "\u{206f}",
            "\u{3164}",
            "\u{fe00}",
            "\u{fe0f}",
            "\u{feff}",
            "\u{ffa0}",
            "\u{fff9}",
            "\u{1bca0}",
            "\u{1d173}",
            "\u{e0001}",
            "\u{e0041}\u{e007f}",
            "\u{e0100}",
        ] {
            let around = format!("{hidden}oi,{hidden} 1{hidden}ção{hidden}{hidden}");
            assert_eq!(clean(&around), "oi, 1ção", "{}", hidden.escape_unicode());
            assert_eq!(clean(hidden), "");
        }
        // A message in tags, behind a flag and alone.
        let tags = |text: &str| -> String {
            text.chars().filter_map(|c| char::from_u32(0xe0000 + u32::from(c))).collect()
        };
        assert_eq!(clean(&format!("🏴{}\u{e007f}", tags("segredo em letras"))), "🏴");
        assert_eq!(clean(&format!("oi{}", tags("gbeng"))), "oi");
    }

    /// Texts of what the rules are about, and of anything.
    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[1#a ç❤👩👧🏽🏴🇧🇷☎می\u{915}\u{94d}\u{915}\u{ff9}]",
            "[\u{200b}\u{200c}\u{200d}\u{fe0e}\u{fe0f}\u{20e3}\u{301}\u{feff}\u{202e}\u{34f}\u{3164}]",
            "[\u{e0061}-\u{e0065}\u{e007f}]{1,6}",
            "[\u{1b}\\[\\]\u{9b}m\u{7}\t]",
            any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn a_second_pass_changes_nothing(text in texts()) {
            let once = clean(&text).into_owned();
            prop_assert!(!once.contains(char::is_control));
            prop_assert_eq!(clean(&once).into_owned(), once);
        }

        #[test]
        fn what_is_seen_stays(text in "[\\PC&&[^\\p{M}\\p{Z}\\p{Cf}\\p{Cn}\\p{Co}\u{115f}\u{1160}\u{3164}\u{ffa0}]]{0,40}") {
            prop_assert_eq!(&*clean(&text), &*text);
        }
    }
}
