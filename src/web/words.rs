//! What the page says, in the class's language: from the same catalogues as everything else, and the
//! commands from their table.

use serde_json::{Map, Value, json};

use crate::classroom::Role;
use crate::command::{Arg, Row, rows};
use crate::locale::Locale;
use crate::say;

/// The words and the commands, as the page's script reads them. `has_code`: newcomers are asked for the
/// class code.
pub(super) fn words(locale: Locale, has_code: bool) -> String {
    let page = page(locale).into_iter().map(|(key, words)| (key.to_owned(), Value::from(words)));
    let commands = rows().map(|row| (row.shown_name(Locale::En).to_owned(), command(row, locale)));
    let words = json!({
        "lang": locale.tag(),
        "code": has_code,
        "page": page.collect::<Map<_, _>>(),
        "commands": commands.collect::<Map<_, _>>(),
    });
    format!("{words}\n")
}

/// A command, and what completes each of its arguments.
fn command(row: &Row, locale: Locale) -> Value {
    let args: Vec<Value> = row.args.iter().map(|arg| argument(*arg, locale)).collect();
    json!({
        "shown": format!("/{}", row.shown_name(locale)),
        "names": row.names().collect::<Vec<_>>(),
        "usage": row.usage(locale),
        "help": row.help(locale),
        "teacher": row.role == Role::Teacher,
        "args": args,
    })
}

fn argument(arg: Arg, locale: Locale) -> Value {
    match arg {
        Arg::Person => "person".into(),
        Arg::Command => "command".into(),
        Arg::Group => "group".into(),
        Arg::Choice(words) => {
            let shown = words.iter().map(|[portuguese, english]| match locale {
                Locale::PtBr => *portuguese,
                Locale::En => *english,
            });
            shown.collect()
        }
        Arg::Optional(arg) => argument(*arg, locale),
        Arg::Password => "password".into(),
        Arg::Number(_) | Arg::Text(_) => "".into(),
    }
}

/// The page's words by their keys; what the script fills in stands in braces.
fn page(locale: Locale) -> Vec<(&'static str, String)> {
    vec![
        ("title", say!(locale, "page-title")),
        ("code", say!(locale, "page-code")),
        ("name", say!(locale, "page-name")),
        ("name-proposal", say!(locale, "name-proposal", rule = "", name = "{name}")),
        ("enter", say!(locale, "page-enter")),
        ("connecting", say!(locale, "page-connecting")),
        ("wire", say!(locale, "page-wire")),
        ("wire-help", say!(locale, "page-wire-help")),
        ("conversation", say!(locale, "page-conversation")),
        ("choices", say!(locale, "page-choices")),
        ("message", say!(locale, "page-message")),
        ("send", say!(locale, "page-send")),
        ("newest", say!(locale, "page-newest")),
        ("people", say!(locale, "page-people")),
        ("here", say!(locale, "page-here", count = "{count}")),
        ("you", say!(locale, "page-you", name = "{name}")),
        ("private-from", say!(locale, "page-private-from", name = "{name}")),
        ("private-to", say!(locale, "page-private-to", name = "{name}")),
        ("back", say!(locale, "page-back")),
        ("missed", say!(locale, "page-missed", count = "{count}", left = "{left}")),
        ("too-long", say!(locale, "page-too-long", max = "{max}")),
        ("not-sent", say!(locale, "page-not-sent")),
        ("state-connecting", say!(locale, "page-state-connecting")),
        ("state-open", say!(locale, "page-state-open")),
        ("state-waiting", say!(locale, "page-state-waiting", seconds = "{seconds}")),
        ("state-closed", say!(locale, "page-state-closed")),
        ("hand", say!(locale, "page-hand")),
        ("hand-lower", say!(locale, "page-hand-lower")),
        ("times-table", say!(locale, "page-times-table")),
        ("upper", say!(locale, "page-upper")),
        ("lower", say!(locale, "page-lower")),
        ("private", say!(locale, "page-private")),
        ("groups", say!(locale, "page-groups")),
        ("groups-all", say!(locale, "page-groups-all")),
        ("leave", say!(locale, "page-leave")),
        ("field-question", say!(locale, "page-field-question")),
        ("field-text", say!(locale, "page-field-text")),
        ("field-person", say!(locale, "page-field-person")),
        ("field-group", say!(locale, "page-field-group")),
        ("mark-speech", say!(locale, "page-mark-speech")),
        ("mark-private", say!(locale, "page-mark-private")),
        ("mark-joined", say!(locale, "page-mark-joined")),
        ("mark-left", say!(locale, "page-mark-left")),
        ("mark-renamed", say!(locale, "page-mark-renamed")),
        ("mark-present", say!(locale, "page-mark-present")),
        ("mark-action", say!(locale, "page-mark-action")),
        ("mark-announcement", say!(locale, "page-mark-announcement")),
        ("mark-over", say!(locale, "page-mark-over")),
        ("mark-notice", say!(locale, "page-mark-notice")),
        ("mark-askName", say!(locale, "page-mark-ask-name")),
        ("mark-askCode", say!(locale, "page-mark-ask-code")),
        ("mark-askPassword", say!(locale, "page-mark-ask-password")),
        ("mark-answer", say!(locale, "page-mark-answer")),
        ("mark-refusal", say!(locale, "page-mark-refusal")),
        ("mark-unread", say!(locale, "page-mark-unread")),
        ("mark-pass", say!(locale, "page-mark-pass")),
        ("mark-missed", say!(locale, "page-mark-missed")),
        ("mark-other", say!(locale, "page-mark-other")),
        ("mark-command", say!(locale, "page-mark-command")),
        ("mark-said", say!(locale, "page-mark-said")),
        ("answer", say!(locale, "page-answer")),
        ("close", say!(locale, "page-close")),
        ("controls", say!(locale, "page-controls")),
        ("settings", say!(locale, "page-settings")),
        ("raw", say!(locale, "page-raw")),
        ("send-raw", say!(locale, "page-send-raw")),
        ("hand-up", say!(locale, "page-hand-up")),
        ("turn", say!(locale, "page-turn")),
        ("poll", say!(locale, "page-poll")),
        ("teaches", say!(locale, "page-teaches")),
        ("history", say!(locale, "page-history")),
        ("search", say!(locale, "page-search")),
        ("attendance", say!(locale, "page-attendance")),
        ("field-number", say!(locale, "page-field-number")),
        ("field-words", say!(locale, "page-field-words")),
        ("is-mode-upper", say!(locale, "page-is-mode-upper")),
        ("is-mode-lower", say!(locale, "page-is-mode-lower")),
        ("is-mode-timestable", say!(locale, "page-is-mode-timestable")),
        ("is-lecture", say!(locale, "page-is-lecture")),
        ("is-lock", say!(locale, "page-is-lock")),
        ("is-no-whispers", say!(locale, "page-is-no-whispers")),
        ("desk", say!(locale, "page-desk")),
        ("desk-hands", say!(locale, "page-desk-hands")),
        ("desk-next", say!(locale, "page-desk-next")),
        ("desk-call", say!(locale, "page-desk-call")),
        ("desk-call-name", say!(locale, "page-desk-call-name", name = "{name}")),
        ("desk-poll", say!(locale, "page-desk-poll")),
        ("field-question-poll", say!(locale, "page-field-question-poll")),
        ("desk-option-1", say!(locale, "page-desk-option-1")),
        ("desk-option-2", say!(locale, "page-desk-option-2")),
        ("desk-option", say!(locale, "page-desk-option", number = "{number}")),
        ("desk-more-options", say!(locale, "page-desk-more-options")),
        ("desk-open-poll", say!(locale, "page-desk-open-poll")),
        ("desk-close-poll", say!(locale, "page-desk-close-poll")),
        ("desk-quiz", say!(locale, "page-desk-quiz")),
        ("desk-rounds", say!(locale, "page-desk-rounds")),
        ("desk-start", say!(locale, "page-desk-start")),
        ("desk-stop", say!(locale, "page-desk-stop")),
        ("desk-announce", say!(locale, "page-desk-announce")),
        ("desk-tell", say!(locale, "page-desk-tell")),
        ("desk-groups", say!(locale, "page-desk-groups")),
        ("desk-count", say!(locale, "page-desk-count")),
        ("desk-split", say!(locale, "page-desk-split")),
        ("desk-join-all", say!(locale, "page-desk-join-all")),
        ("desk-settings", say!(locale, "page-desk-settings")),
        ("desk-mode", say!(locale, "page-desk-mode")),
        ("desk-mode-chat", say!(locale, "page-desk-mode-chat")),
        ("desk-mode-upper", say!(locale, "page-desk-mode-upper")),
        ("desk-mode-lower", say!(locale, "page-desk-mode-lower")),
        ("desk-mode-timestable", say!(locale, "page-desk-mode-timestable")),
        ("desk-lecture", say!(locale, "page-desk-lecture")),
        ("desk-lock", say!(locale, "page-desk-lock")),
        ("desk-whispers", say!(locale, "page-desk-whispers")),
        ("desk-tally", say!(locale, "page-desk-tally")),
        ("desk-lookups", say!(locale, "page-desk-lookups")),
        ("desk-minutes", say!(locale, "page-desk-minutes")),
        ("desk-mute", say!(locale, "page-desk-mute")),
        ("desk-unmute", say!(locale, "page-desk-unmute")),
        ("desk-kick", say!(locale, "page-desk-kick")),
        ("board-title", say!(locale, "page-board-title")),
        ("board-join", say!(locale, "page-board-join")),
        ("board-welcome", say!(locale, "page-board-welcome")),
        ("board-qr", say!(locale, "page-board-qr", address = "{address}")),
        ("board-key", say!(locale, "page-board-key")),
        ("board-announcement", say!(locale, "page-board-announcement")),
        ("board-turn", say!(locale, "page-board-turn")),
        ("board-turn-of", say!(locale, "page-board-turn-of", name = "{name}")),
        ("board-scores", say!(locale, "page-board-scores")),
        ("mark-hand", say!(locale, "page-mark-hand")),
        ("mark-lowered", say!(locale, "page-mark-lowered")),
        ("mark-turn", say!(locale, "page-mark-turn")),
        ("mark-poll", say!(locale, "page-mark-poll")),
        ("mark-votes", say!(locale, "page-mark-votes")),
        ("mark-result", say!(locale, "page-mark-result")),
        ("mark-quiz", say!(locale, "page-mark-quiz")),
        ("mark-points", say!(locale, "page-mark-points")),
        ("mark-quizResult", say!(locale, "page-mark-quiz-result")),
        ("mark-setting", say!(locale, "page-mark-setting")),
        ("mark-groups", say!(locale, "page-mark-groups")),
        ("mark-teaches", say!(locale, "page-mark-teaches")),
        ("mark-code", say!(locale, "page-mark-code")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_says_nothing_that_the_catalogue_lacks() {
        let scripts = [
            include_str!("page/app.js"),
            include_str!("page/view.js"),
            include_str!("page/panels.js"),
            include_str!("page/desk.js"),
            include_str!("page/board.js"),
            include_str!("page/index.html"),
            include_str!("page/board.html"),
        ]
        .concat();
        let words: Value = serde_json::from_str(&words(Locale::PtBr, true)).unwrap();
        let known = |key: &str| words["page"].get(key).is_some();
        let said = regex::Regex::new(r#"say\('([\w-]+)'|data-(?:word|label)="([\w-]+)""#);
        let mut count = 0;
        for found in said.unwrap().captures_iter(&scripts) {
            let key = (1..3).find_map(|group| found.get(group)).unwrap().as_str();
            assert!(known(key), "{key}");
            count += 1;
        }
        assert!(count > 30, "{count}");
        let marks = regex::Regex::new(r"', '(\w+)', [\w.]+\]").unwrap();
        for found in marks.captures_iter(include_str!("page/wire.js")) {
            assert!(known(&format!("mark-{}", &found[1])), "{}", &found[1]);
        }
        let commands = regex::Regex::new(r"(?:command|line)\('([\w-]+)'").unwrap();
        for found in commands.captures_iter(&scripts).filter(|found| &found[1] != "pass") {
            assert!(words["commands"].get(&found[1]).is_some(), "{}", &found[1]);
        }
    }

    #[test]
    fn what_the_script_fills_in_stands_in_braces_and_choices_are_of_the_language() {
        let words: Value = serde_json::from_str(&words(Locale::En, false)).unwrap();
        assert_eq!(words["page"]["you"], "{name} (you)");
        assert_eq!(words["commands"]["lock"]["args"][0], json!(["yes", "no"]));
        assert_eq!(words["commands"]["msg"]["args"][0], "person");
        assert_eq!(words["code"], false);
    }
}
