//! Texts for XML.

use crate::wire::clean;

/// A text without control characters, of characters that XML 1.0 allows (section 2.2).
pub(super) fn xml(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(clean).collect();
    lines.join("\n").replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
