//! What is deleted, for good: a name and what it said, and what is too old.
//!
//! Deleted rows are overwritten (`secure_delete`), and the index of words keeps nothing of them.

use jiff::Timestamp;
use rusqlite::{Connection, named_params, params};
use unicode_normalization::char::is_combining_mark;

use crate::classroom::{Departure, Kind};
use crate::name::Name;

use super::tables::{self, FORGOTTEN};

/// How much the journal holds of a name.
pub(super) fn count(connection: &Connection, name: &Name) -> rusqlite::Result<(usize, usize)> {
    connection.query_row(
        "SELECT (SELECT count(*) FROM lines
                 WHERE sender_folded = :name OR recipient_folded = :name),
             (SELECT count(*) FROM entries WHERE name_folded = :name)",
        named_params! { ":name": tables::folded(name) },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The other names borne in the stays of that name, before or after a change of name.
pub(super) fn other_names(connection: &Connection, own: &Name) -> rusqlite::Result<Vec<Name>> {
    // A number stands for a person as long as a server lives; the moment, the address and the port
    // tell the same connection.
    let mut statement = connection.prepare(
        "WITH RECURSIVE stays (id) AS (
             SELECT id FROM entries WHERE name_folded = :name
             UNION
             SELECT other.id FROM stays JOIN entries AS own ON own.id = stays.id
             JOIN entries AS other ON other.person = own.person
                 AND other.ip = own.ip AND other.port = own.port
                 AND (other.how = :renamed AND other.left_at = own.came
                     OR own.how = :renamed AND own.left_at = other.came))
         SELECT DISTINCT name FROM entries JOIN stays USING (id)
         WHERE name_folded <> :name AND name <> '' ORDER BY name",
    )?;
    let values =
        named_params! { ":name": tables::folded(own), ":renamed": Departure::Renamed.code() };
    let names = statement.query_map(values, |row| tables::name(0, &row.get::<_, String>(0)?))?;
    names.collect()
}

/// Removes what was said by that name and to it alone, and the name and address from its entries;
/// in the server's own words `instead` stands for the name.
pub(super) fn forget(
    connection: &mut Connection,
    name: &Name,
    instead: &str,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    let own = named_params! { ":name": tables::folded(name) };
    transaction.execute(
        "DELETE FROM lines WHERE sender_folded = :name OR recipient_folded = :name",
        own,
    )?;
    transaction.execute(
        &format!(
            "UPDATE entries SET name = '', ip = '', port = 0, name_folded = '{FORGOTTEN}' ||
                 (SELECT min(id) FROM entries WHERE name_folded = :name)
             WHERE name_folded = :name"
        ),
        own,
    )?;
    rename_in_notices(&transaction, name, instead)?;
    // An index that is made anew holds no word of what is gone.
    transaction.execute("INSERT INTO words (words) VALUES ('rebuild')", [])?;
    transaction.commit()
}

fn rename_in_notices(connection: &Connection, name: &Name, instead: &str) -> rusqlite::Result<()> {
    let mut notices = connection.prepare("SELECT id, text FROM lines WHERE kind = ?1")?;
    let notices = notices
        .query_map([Kind::Notice.code()], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
    for (id, text) in notices {
        if let Some(text) = without(&text, name, instead) {
            connection.execute("UPDATE lines SET text = ?2 WHERE id = ?1", params![id, text])?;
        }
    }
    Ok(())
}

/// A text with something else where a name is; `None` if it is nowhere in it.
fn without(text: &str, name: &Name, instead: &str) -> Option<String> {
    let of_a_word = |c: char| c.is_alphanumeric() || is_combining_mark(c) || "_-".contains(c);
    let mut found = false;
    let pieces = text.split_inclusive(|c| !of_a_word(c)).map(|piece| {
        let word = piece.trim_end_matches(|c| !of_a_word(c));
        let is_name = Name::new(word).is_ok_and(|word| word.is_same(name));
        found |= is_name;
        if is_name { [instead, &piece[word.len()..]] } else { [piece, ""] }
    });
    let text = pieces.flatten().collect();
    found.then_some(text)
}

/// So many old lines are deleted at once.
const DELETED_AT_ONCE: usize = 256;

/// Deletes some of the lines that are older, for good. Are there more?
pub(super) fn delete_before(
    connection: &mut Connection,
    moment: Timestamp,
) -> rusqlite::Result<bool> {
    let oldest = "FROM lines WHERE at < :moment ORDER BY at, id LIMIT :limit";
    let values = named_params! { ":moment": moment.as_microsecond(), ":limit": DELETED_AT_ONCE };
    let transaction = connection.transaction()?;
    // The index, too, is to overwrite what goes, not to note that it is gone.
    transaction.execute("INSERT INTO words (words, rank) VALUES ('secure-delete', 1)", [])?;
    transaction.execute(
        &format!("INSERT INTO words (words, rowid, text) SELECT 'delete', id, text {oldest}"),
        values,
    )?;
    let deleted = transaction
        .execute(&format!("DELETE FROM lines WHERE id IN (SELECT id {oldest})"), values)?;
    transaction.commit()?;
    Ok(deleted == DELETED_AT_ONCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_a_sentence_and_in_no_other_word() {
        let ana = Name::new("ana").unwrap();
        for (text, expected) in [
            ("ana: 3, beto: 2", Some("(x): 3, beto: 2")),
            ("beto e ANA", Some("beto e (x)")),
            ("(ana)", Some("((x))")),
            ("ana", Some("(x)")),
            ("banana, ana-maria e aná, ana_2", None),
            ("ana\u{301}", None),
            ("", None),
            ("ana ana 🎉", Some("(x) (x) 🎉")),
        ] {
            assert_eq!(without(text, &ana, "(x)").as_deref(), expected, "{text}");
        }
    }
}
