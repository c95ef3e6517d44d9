//! Search terms, quoted so that no typed text acts as query syntax.

/// Terms that a line must contain, all of them.
#[derive(Debug)]
pub(super) struct SearchTerms {
    /// An FTS5 expression of quoted words.
    pub(super) indexed: Option<String>,
    /// A JSON array of terms without a letter or digit, which are not in the index.
    pub(super) symbols: String,
}

impl SearchTerms {
    /// Without terms every line matches. Accents and case are ignored. A word that ends with `*` matches all that start with it; a term
    /// without letters or digits matches literally.
    pub(super) fn new(words: &str) -> Self {
        let (indexed, symbols): (Vec<_>, Vec<_>) =
            words.split_whitespace().partition(|word| word.contains(char::is_alphanumeric));
        let quoted = indexed.iter().map(|word| {
            let (word, prefix) = word.strip_suffix('*').map_or((*word, ""), |word| (word, "*"));
            format!("\"{}\"{prefix}", word.replace('"', "\"\""))
        });
        let indexed = (!indexed.is_empty()).then(|| quoted.collect::<Vec<_>>().join(" "));
        Self { indexed, symbols: serde_json::Value::from(symbols).to_string() }
    }

    pub(super) fn is_none(&self) -> bool {
        self.indexed.is_none() && self.symbols == "[]"
    }

    /// A statement for the matching lines, in the columns of `tables::said`, to which further
    /// conditions can be added. Parameters: `:words` and `:symbols`.
    pub(super) fn select(&self) -> String {
        let (source, matching) = match self.indexed {
            Some(_) => ("words JOIN lines ON id = words.rowid", "words MATCH :words"),
            None => ("lines", ":words IS NULL"),
        };
        format!(
            "SELECT id, at, room, kind, sender, recipient, lines.text, meeting FROM {source} WHERE {matching}
             AND NOT EXISTS (SELECT 1 FROM json_each(:symbols) WHERE NOT instr(lines.text, value))"
        )
    }

    /// The column of the line's number in [`select`](Self::select).
    pub(super) fn id(&self) -> &'static str {
        if self.indexed.is_some() { "words.rowid" } else { "id" }
    }
}
