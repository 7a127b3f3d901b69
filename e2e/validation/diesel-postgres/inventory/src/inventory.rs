use std::collections::HashSet;
use std::fmt::Write;
use std::time::Duration;

use anyhow::{anyhow, Context, Result};
use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};
use diesel::sql_types::{Integer, Text};
use diesel_migrations::{embed_migrations, EmbeddedMigrations, MigrationHarness};
use ipnetwork::IpNetwork;
use serde::Deserialize;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::native;
use crate::schema::{host_costs, hosts};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();
const CONNECTIONS: u32 = 3;
const PATIENCE: Duration = Duration::from_secs(10);

/// A host as it is given: numbers that JSON cannot hold exactly, and addresses, as text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    id: Uuid,
    name: String,
    address: String,
    cost: String,
    seen: i64,
    rebooted: i64,
}

#[derive(Insertable)]
#[diesel(table_name = hosts)]
struct Host {
    id: Uuid,
    name: String,
    address: IpNetwork,
    cost: BigDecimal,
    seen: DateTime<Utc>,
    rebooted: OffsetDateTime,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = host_costs)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct HostCost {
    id: Uuid,
    name: String,
    address: IpNetwork,
    network: IpNetwork,
    cost: BigDecimal,
    total: BigDecimal,
    seen: DateTime<Utc>,
    rebooted: OffsetDateTime,
    uptime: i64,
}

/// How the server sees the connection that asks.
#[derive(QueryableByName)]
struct Session {
    #[diesel(sql_type = Integer)]
    pid: i32,
    #[diesel(sql_type = Text)]
    protocol: String,
    #[diesel(sql_type = Text)]
    cipher: String,
}

/// Records hosts in a database, whose migrations it runs first, and tells what the server makes of
/// all that are in it.
pub fn record(database: &str, hosts: &str) -> Result<String> {
    let hosts: Vec<Host> = serde_json::from_str::<Vec<Given>>(hosts)
        .context("no JSON array of hosts")?
        .into_iter()
        .map(Host::try_from)
        .collect::<Result<_>>()?;

    // One connection first: its error is libpq's own, a pool's is that it has waited long enough.
    let mut connection = PgConnection::establish(database)?;
    let migrations: Vec<String> = connection
        .run_pending_migrations(MIGRATIONS)
        .map_err(|error| anyhow!(error))?
        .iter()
        .map(ToString::to_string)
        .collect();
    diesel::insert_into(hosts::table)
        .values(&hosts)
        .execute(&mut connection)?;

    let mut report = native::versions();
    let sessions = sessions(database)?;
    let pids: HashSet<i32> = sessions.iter().map(|session| session.pid).collect();
    writeln!(report, "migrations: {}", migrations.join(" "))?;
    writeln!(report, "connections: {}", pids.len())?;
    for Session {
        protocol, cipher, ..
    } in &sessions[..1]
    {
        writeln!(report, "tls: {protocol} {cipher}")?;
    }
    let rows: Vec<HostCost> = host_costs::table
        .order(host_costs::id)
        .select(HostCost::as_select())
        .load(&mut connection)?;
    for row in rows {
        writeln!(report, "{}", row.line())?;
    }
    Ok(report)
}

/// Asks over all connections of a pool while all of them are open.
fn sessions(database: &str) -> Result<Vec<Session>> {
    let pool = Pool::builder()
        .max_size(CONNECTIONS)
        .connection_timeout(PATIENCE)
        .build(ConnectionManager::<PgConnection>::new(database))?;
    let mut connections = (0..CONNECTIONS)
        .map(|_| pool.get())
        .collect::<Result<Vec<_>, _>>()?;
    connections
        .iter_mut()
        .map(|connection| {
            Ok(diesel::sql_query(
                "SELECT pid, coalesce(version, 'none') AS protocol, coalesce(cipher, 'none') AS cipher
                 FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
            )
            .get_result(connection)?)
        })
        .collect()
}

impl TryFrom<Given> for Host {
    type Error = anyhow::Error;

    fn try_from(given: Given) -> Result<Self> {
        Ok(Self {
            id: given.id,
            name: given.name,
            address: given.address.parse()?,
            cost: given.cost.parse()?,
            seen: DateTime::from_timestamp(given.seen, 0).context("no such time")?,
            rebooted: OffsetDateTime::from_unix_timestamp(given.rebooted)?,
        })
    }
}

impl HostCost {
    fn line(&self) -> String {
        [
            self.id.to_string(),
            self.name.clone(),
            self.address.to_string(),
            self.network.to_string(),
            self.cost.normalized().to_plain_string(),
            self.total.normalized().to_plain_string(),
            self.seen.timestamp().to_string(),
            self.rebooted.unix_timestamp().to_string(),
            self.uptime.to_string(),
        ]
        .join("|")
    }
}

#[cfg(test)]
mod tests {
    use super::record;

    #[test]
    fn refuses_what_is_no_host_before_it_connects() {
        let nowhere = "postgres://localhost:1/nothing";
        for hosts in [
            "",
            "[{}]",
            r#"[{"id":"67e55044-10b1-426f-9247-bb680e5fe0c8","name":"a","address":"300.0.0.1","cost":"1","seen":0,"rebooted":0}]"#,
        ] {
            let error = record(nowhere, hosts).unwrap_err();
            assert!(!error.to_string().contains("connection"), "{error}");
        }
    }
}
