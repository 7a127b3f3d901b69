//! Keeps notes in a SQLite database. SQLite itself is compiled in.

use std::env;

use rusqlite::{Connection, Result};

fn main() -> Result<()> {
    let path = env::var("DATABASE").unwrap_or_else(|_| ":memory:".to_owned());
    let database = Connection::open(path)?;
    println!("SQLite {}", rusqlite::version());
    for text in env::args().skip(1) {
        add(&database, &text)?;
    }
    for note in all(&database)? {
        println!("{note}");
    }
    Ok(())
}

fn prepare(database: &Connection) -> Result<()> {
    database.execute_batch(
        "CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    )
}

fn add(database: &Connection, text: &str) -> Result<()> {
    prepare(database)?;
    database.execute("INSERT INTO note (text) VALUES (?1)", [text])?;
    Ok(())
}

fn all(database: &Connection) -> Result<Vec<String>> {
    prepare(database)?;
    let mut statement = database.prepare("SELECT text FROM note ORDER BY id")?;
    let notes = statement.query_map([], |row| row.get(0))?.collect();
    notes
}

#[cfg(test)]
mod tests {
    use super::{add, all};
    use rusqlite::Connection;

    #[test]
    fn keeps_notes_in_order() {
        let database = Connection::open_in_memory().unwrap();
        add(&database, "first").unwrap();
        add(&database, "second").unwrap();
        assert_eq!(all(&database).unwrap(), ["first", "second"]);
    }
}
