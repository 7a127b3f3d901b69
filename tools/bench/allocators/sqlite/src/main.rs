//! Writes rows into a database in memory, and asks for them by an index. `sqlite <rows>`; without arguments it
//! does nothing, to measure a start.

use rusqlite::{params, Connection};

fn main() -> rusqlite::Result<()> {
    let Some(rows) = std::env::args().nth(1).and_then(|rows| rows.parse::<i64>().ok()) else { return Ok(()) };
    let mut database = Connection::open_in_memory()?;
    database.execute_batch("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT, size INTEGER); CREATE INDEX by_word ON words (word);")?;
    let transaction = database.transaction()?;
    for row in 0..rows {
        let word = format!("word {}", row.wrapping_mul(2654435761) % 1_000_003);
        transaction.execute("INSERT INTO words (word, size) VALUES (?1, ?2)", params![word, row % 97])?;
    }
    transaction.commit()?;
    let mut found = 0;
    for row in 0..rows {
        let word = format!("word {row}");
        found += database.prepare_cached("SELECT COUNT(*), SUM(size) FROM words WHERE word = ?1")?.query_row([word], |row| row.get::<_, i64>(0))?;
    }
    println!("{found}");
    Ok(())
}
