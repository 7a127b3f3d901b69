---
[package.metadata.probe]
crates = ["rusqlite", "libsqlite3-sys"]
prints = ' 42'

[dependencies]
rusqlite = { version = "0.37", features = ["bundled-sqlcipher-vendored-openssl"] }
---
fn main() {
    let db = rusqlite::Connection::open("/tmp/db").unwrap();
    db.pragma_update(None, "key", "secret").unwrap();
    db.execute_batch("create table t (a); insert into t values (42)").unwrap();
    println!("{} {}", db.query_row("pragma cipher_version", [], |row| row.get::<_, String>(0)).unwrap(), db.query_row("select a from t", [], |row| row.get::<_, i64>(0)).unwrap());
}
