use anyhow::{Context, Result};
use rusqlite::{Connection, Row};

const SCHEMA: &str = "
    CREATE TABLE ledger (
        number INTEGER PRIMARY KEY,
        item TEXT NOT NULL,
        amount INTEGER NOT NULL
    ) STRICT;
    CREATE VIRTUAL TABLE items USING fts5(item, content = 'ledger', content_rowid = 'number');
";

const LOAD: &str = "
    INSERT INTO ledger (item, amount)
    SELECT value ->> 'item', value ->> 'amount' FROM json_each(?1) ORDER BY key
";

const INDEX: &str = "INSERT INTO items (items) VALUES ('rebuild')";

const RANKED: &str = "
    SELECT number, item, amount,
           sum(amount) OVER (ORDER BY number) AS running_total,
           rank() OVER (ORDER BY amount DESC) AS rank
    FROM ledger
    ORDER BY number
";

const SEARCH: &str = "SELECT rowid FROM items WHERE items MATCH ?1 ORDER BY rowid";

pub struct Ledger {
    database: Connection,
}

#[derive(Debug, PartialEq)]
pub struct RankedEntry {
    pub number: i64,
    pub item: String,
    pub amount: i64,
    pub running_total: i64,
    pub rank: i64,
}

impl Ledger {
    /// Reads a JSON array of objects with `item` and `amount`; `SQLite` itself is the JSON parser.
    pub fn load(entries: &str) -> Result<Self> {
        let database = Connection::open_in_memory()?;
        database.execute_batch(SCHEMA)?;
        database
            .execute(LOAD, [entries])
            .context("the ledger is not a JSON array of items and whole amounts")?;
        database.execute(INDEX, [])?;
        Ok(Self { database })
    }

    /// All entries with a running total and their rank by amount.
    pub fn ranked(&self) -> Result<Vec<RankedEntry>> {
        let mut query = self.database.prepare(RANKED)?;
        let rows = query.query_map([], RankedEntry::read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The numbers of the entries whose item has the words of `term`, by full-text search.
    pub fn search(&self, term: &str) -> Result<Vec<i64>> {
        let phrase = format!("\"{}\"", term.replace('"', "\"\""));
        let mut query = self.database.prepare(SEARCH)?;
        let numbers = query.query_map([phrase], |row| row.get(0))?;
        Ok(numbers.collect::<rusqlite::Result<_>>()?)
    }
}

impl RankedEntry {
    fn read(row: &Row) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get("number")?,
            item: row.get("item")?,
            amount: row.get("amount")?,
            running_total: row.get("running_total")?,
            rank: row.get("rank")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Ledger, RankedEntry};

    const ENTRIES: &str = r#"[{"item": "red apple", "amount": 5}, {"item": "pear", "amount": 7}]"#;

    #[test]
    fn ranks_and_sums() {
        let ranked = Ledger::load(ENTRIES).unwrap().ranked().unwrap();
        let pear = RankedEntry {
            number: 2,
            item: "pear".into(),
            amount: 7,
            running_total: 12,
            rank: 1,
        };
        assert_eq!(ranked[1], pear);
    }

    #[test]
    fn finds_words_not_parts_of_words() {
        let ledger = Ledger::load(ENTRIES).unwrap();
        assert_eq!(ledger.search("apple").unwrap(), [1]);
        assert!(ledger.search("app").unwrap().is_empty());
    }

    #[test]
    fn refuses_what_is_no_ledger() {
        assert!(Ledger::load("pear").is_err());
        assert!(Ledger::load(r#"[{"item": "pear"}]"#).is_err());
    }
}
