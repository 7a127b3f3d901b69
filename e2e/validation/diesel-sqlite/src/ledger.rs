use anyhow::{anyhow, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{embed_migrations, EmbeddedMigrations, MigrationHarness};
use serde::Deserialize;

use crate::schema::{entries, ranked_entries};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

pub struct Ledger {
    database: SqliteConnection,
}

#[derive(Deserialize, Insertable)]
#[diesel(table_name = entries)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    item: String,
    amount: i64,
}

#[derive(Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = ranked_entries)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite))]
pub struct RankedEntry {
    pub number: i64,
    pub item: String,
    pub amount: i64,
    pub running_total: i64,
    pub rank: i64,
}

#[derive(QueryableByName)]
struct IntegrityCheck {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

impl Ledger {
    /// Opens a database file or makes it. Migrations that it lacks are run, and returned.
    pub fn open(file: &str) -> Result<(Self, Vec<String>)> {
        let mut database = SqliteConnection::establish(file)?;
        database.batch_execute("PRAGMA journal_mode = WAL")?;
        let run = database
            .run_pending_migrations(MIGRATIONS)
            .map_err(|error| anyhow!(error))?
            .iter()
            .map(ToString::to_string)
            .collect();
        Ok((Self { database }, run))
    }

    /// Adds all entries or none.
    pub fn add(&mut self, new: &[Entry]) -> QueryResult<usize> {
        // SQLite numbers the rows of one statement in their order only by custom: one each.
        self.database.transaction(|database| {
            new.iter()
                .map(|entry| {
                    diesel::insert_into(entries::table)
                        .values(entry)
                        .execute(database)
                })
                .sum()
        })
    }

    /// All entries with a running total and their rank by amount.
    pub fn ranked(&mut self) -> QueryResult<Vec<RankedEntry>> {
        ranked_entries::table
            .order(ranked_entries::number)
            .select(RankedEntry::as_select())
            .load(&mut self.database)
    }

    /// What `SQLite` finds wrong with the file; `ok` if nothing.
    pub fn integrity(&mut self) -> QueryResult<String> {
        diesel::sql_query("PRAGMA integrity_check")
            .get_result::<IntegrityCheck>(&mut self.database)
            .map(|check| check.integrity_check)
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Ledger};

    #[test]
    fn migrates_once() {
        let (_, run) = Ledger::open(":memory:").unwrap();
        assert_eq!(run, ["20260101000000", "20260201000000"]);
    }

    #[test]
    fn ranks_and_sums() {
        let (mut ledger, _) = Ledger::open(":memory:").unwrap();
        let entry = |item: &str, amount| Entry {
            item: item.to_owned(),
            amount,
        };
        ledger.add(&[entry("apple", 5), entry("pear", 7)]).unwrap();
        let ranked = ledger.ranked().unwrap();
        assert_eq!((ranked[0].running_total, ranked[0].rank), (5, 2));
        assert_eq!((ranked[1].running_total, ranked[1].rank), (12, 1));
    }
}
