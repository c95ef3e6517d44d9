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
        Arg::Choice(words) => {
            let shown = words.iter().map(|[portuguese, english]| match locale {
                Locale::PtBr => *portuguese,
                Locale::En => *english,
            });
            shown.collect()
        }
        Arg::Optional(arg) => argument(*arg, locale),
        Arg::Group | Arg::Number(_) | Arg::Text(_) | Arg::Password => "".into(),
    }
}

/// The page's words by their keys; what the script fills in stands in braces.
fn page(locale: Locale) -> Vec<(&'static str, String)> {
    vec![
        ("title", say!(locale, "page-title")),
        ("code", say!(locale, "page-code")),
        ("name", say!(locale, "page-name")),
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
        ("vote", say!(locale, "page-vote")),
        ("quiz", say!(locale, "page-quiz")),
        ("times-table", say!(locale, "page-times-table")),
        ("upper", say!(locale, "page-upper")),
        ("lower", say!(locale, "page-lower")),
        ("private", say!(locale, "page-private")),
        ("groups", say!(locale, "page-groups")),
        ("groups-all", say!(locale, "page-groups-all")),
        ("leave", say!(locale, "page-leave")),
        ("field-question", say!(locale, "page-field-question")),
        ("field-answer", say!(locale, "page-field-answer")),
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
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_says_nothing_that_the_catalogue_lacks() {
        let scripts = [include_str!("page/app.js"), include_str!("page/index.html")].concat();
        let words: Value = serde_json::from_str(&words(Locale::PtBr, true)).unwrap();
        let known = |key: &str| words["page"].get(key).is_some();
        let said =
            regex::Regex::new(r#"say\('([\w-]+)'|key: '([\w-]+)'|data-(?:word|label)="([\w-]+)""#);
        let mut count = 0;
        for found in said.unwrap().captures_iter(&scripts) {
            let key = (1..4).find_map(|group| found.get(group)).unwrap().as_str();
            assert!(known(key), "{key}");
            count += 1;
        }
        assert!(count > 30, "{count}");
        let marks = regex::Regex::new(r"'(\w+)', (?:named|worded)\]").unwrap();
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
