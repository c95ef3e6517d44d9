//! What a failed check can be about: the words that lessons use in `teaches` and in `look`.

use crate::bot::{Cause, Expected, Pattern, Problem};

/// What a lesson can name in `teaches`, so that a student who fails for it is sent to that lesson,
/// and a check in `look`.
pub const TOPICS: [&str; 21] = [
    "greeting",
    "many",
    TURNED_AWAY,
    "empty-name",
    "relay",
    "form",
    "echo",
    "elsewhere",
    "order",
    "without-end",
    "glued",
    "unseen",
    "carriage-return",
    "spaces",
    "letters",
    "part",
    "cut-short",
    "notice",
    "list",
    "flood",
    "encoding",
];
/// Someone with a good name was turned away.
pub const TURNED_AWAY: &str = "turned-away";
/// What else a check can name in `look`: what was seen, where nothing says why.
pub const SIGHTS: [&str; 7] =
    ["nothing", "other", "unexpected", "closed", "open", "busy", "unprinted"];
/// What stands in a key of `look` for every one of `SIGHTS`.
pub const ANY: &str = "any";

/// Is it something that the end of the program, or of a part of it, brings about?
pub fn breaks(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::Closed { .. }
            | Problem::Gone
            | Problem::NotTaken(_)
            | Problem::Unreachable(_)
            | Problem::Ended
    )
}

/// What was seen, where nothing says why.
pub fn sight(problem: &Problem) -> &'static str {
    match problem {
        Problem::NoAnswer { .. } | Problem::TooFew { got: 0, .. } => "nothing",
        Problem::OtherLines { expected: Expected::Line(pattern), nearest, .. }
            if nearest.starts_with(b"*") && !pattern.is_notice() =>
        {
            "nothing"
        }
        Problem::NotSilent { .. } | Problem::Forbidden { .. } => "unexpected",
        Problem::StillOpen { .. } => "open",
        Problem::Busy { .. } => "busy",
        Problem::NotPrinted { .. } => "unprinted",
        problem if breaks(problem) => "closed",
        _ => "other",
    }
}

/// The topic of what a step waits for.
pub fn asked_for(problem: &Problem) -> Option<&'static str> {
    match problem.expected()? {
        Expected::Anything | Expected::Question => Some("greeting"),
        Expected::Acceptance => Some(TURNED_AWAY),
        Expected::Entrance => Some("notice"),
        Expected::Line(pattern) if pattern.is_notice() => Some("notice"),
        Expected::Line(Pattern::Exactly(line)) if !line.is_ascii() => Some("encoding"),
        Expected::Line(_) | Expected::Lines(..) => Some("relay"),
        _ => None,
    }
}

/// Does a cause explain what is in a line that came?
pub fn is_about_a_line(cause: &Cause) -> bool {
    !matches!(
        cause,
        Cause::NotGreeted(_)
            | Cause::OthersGreeted { .. }
            | Cause::NotRelayed(_)
            | Cause::HungUp(_)
            | Cause::Elsewhere { .. }
            | Cause::Refusal(_)
            | Cause::Farewell(_)
            | Cause::ClosedAfter(_)
    )
}

/// What a likely cause is about, in the words of `teaches`; none for what is about the scenario.
pub fn topic(cause: &Cause) -> Option<&'static str> {
    Some(match cause {
        Cause::NotGreeted(_) => "greeting",
        Cause::OthersGreeted { .. } => "many",
        Cause::EmptyName => "empty-name",
        Cause::NotRelayed(_) => "relay",
        Cause::Form { .. } => "form",
        Cause::Echo => "echo",
        Cause::Elsewhere { .. } => "elsewhere",
        Cause::Order(_) => "order",
        Cause::WithoutEnd => "without-end",
        Cause::Glued => "glued",
        Cause::Unseen => "unseen",
        Cause::CarriageReturn => "carriage-return",
        Cause::Spaces => "spaces",
        Cause::Letters => "letters",
        Cause::Part => "part",
        Cause::CutShort(_) => "cut-short",
        Cause::Unmarked(_) => "notice",
        Cause::OwnName(_) | Cause::Unnamed { .. } => "list",
        Cause::Flood => "flood",
        Cause::Encoding => "encoding",
        Cause::Refusal(_) | Cause::Farewell(_) | Cause::ClosedAfter(_) | Cause::HungUp(_) => {
            "closed"
        }
        Cause::ReadAlready(_)
        | Cause::OwnSpeech
        | Cause::NoEntrance
        | Cause::Extra
        | Cause::Words
        | Cause::Silent
        | Cause::Unfinished => return None,
    })
}
