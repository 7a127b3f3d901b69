//! Keeps notes in a PostgreSQL database. libpq and OpenSSL are compiled in, and so are the migrations.

mod schema;

use std::{env, error::Error};

use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};

const MIGRATIONS: EmbeddedMigrations = diesel_migrations::embed_migrations!();

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let Ok(address) = env::var("DATABASE_URL") else {
        // SAFETY: PQlibVersion takes nothing and returns a constant.
        println!("libpq {}; set DATABASE_URL to use it", unsafe {
            pq_sys::PQlibVersion()
        });
        return Ok(());
    };
    let mut connection = PgConnection::establish(&address)?;
    connection.run_pending_migrations(MIGRATIONS)?;
    for body in env::args().skip(1) {
        diesel::insert_into(schema::notes::table)
            .values(schema::notes::body.eq(body))
            .execute(&mut connection)?;
    }
    let notes: Vec<String> = schema::notes::table
        .select(schema::notes::body)
        .order(schema::notes::id)
        .load(&mut connection)?;
    for note in notes {
        println!("{note}");
    }
    Ok(())
}
