---
[package.metadata.probe]
crates = ["libmdbx", "mdbx-sys"]
prints = 'mdbx 4096'

[dependencies]
libmdbx = "0.6"
---
fn main() {
    let db = libmdbx::Database::<libmdbx::NoWriteMap>::open("/tmp/db").unwrap();
    println!("mdbx {}", db.stat().unwrap().page_size());
}
