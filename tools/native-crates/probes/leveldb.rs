---
[package.metadata.probe]
prints = 'leveldb 1'

[dependencies]
leveldb-sys = "2"
---
fn main() {
    let (major, minor) = unsafe { (leveldb_sys::leveldb_major_version(), leveldb_sys::leveldb_minor_version()) };
    println!("leveldb {major}.{minor}");
}
