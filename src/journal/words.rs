//! What is looked for in the conversation, in a form that holds no syntax of the person's.

/// The words that a line has to hold, every one of them.
#[derive(Debug)]
pub(super) struct Words {
    /// An FTS5 expression: every word quoted.
    pub(super) indexed: Option<String>,
    /// A JSON array of what has no letter or digit, which the index does not hold.
    pub(super) signs: String,
}

/// No word: every line holds all of them.
impl Default for Words {
    fn default() -> Self {
        Self { indexed: None, signs: "[]".to_owned() }
    }
}

impl Words {
    /// Accents and case do not matter. A word that ends with `*` stands for all that begin so, and
    /// a sign that is no word is looked for as it is.
    pub(super) fn new(words: &str) -> Self {
        let (indexed, signs): (Vec<_>, Vec<_>) =
            words.split_whitespace().partition(|word| word.contains(char::is_alphanumeric));
        let quoted = indexed.iter().map(|word| {
            let (word, prefix) = word.strip_suffix('*').map_or((*word, ""), |word| (word, "*"));
            format!("\"{}\"{prefix}", word.replace('"', "\"\""))
        });
        let indexed = (!indexed.is_empty()).then(|| quoted.collect::<Vec<_>>().join(" "));
        Self { indexed, signs: serde_json::Value::from(signs).to_string() }
    }

    /// Is nothing looked for?
    pub(super) fn is_none(&self) -> bool {
        self.indexed.is_none() && self.signs == Self::default().signs
    }

    /// A statement that reads the lines which hold the words, in the columns of `tables::said`,
    /// to be continued with further conditions. It takes `:words` and `:signs`.
    pub(super) fn select(&self) -> String {
        let (source, matching) = match self.indexed {
            Some(_) => ("words JOIN lines ON id = words.rowid", "words MATCH :words"),
            None => ("lines", ":words IS NULL"),
        };
        format!(
            "SELECT id, at, room, kind, sender, recipient, lines.text FROM {source} WHERE {matching}
             AND NOT EXISTS (SELECT 1 FROM json_each(:signs) WHERE NOT instr(lines.text, value))"
        )
    }

    /// The column with a line's number that [`select`](Self::select) finds lines by.
    pub(super) fn id(&self) -> &'static str {
        if self.indexed.is_some() { "words.rowid" } else { "id" }
    }
}
