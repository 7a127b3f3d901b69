---
[package.metadata.probe]
crates = ["heed", "lmdb-master-sys"]
prints = 'lmdb \d'

[dependencies]
heed = { version = "0.22", default-features = false }
---
fn main() {
    std::fs::create_dir("/tmp/db").unwrap();
    let env = unsafe { heed::EnvOpenOptions::new().open("/tmp/db").unwrap() };
    println!("lmdb {}", env.info().number_of_readers);
}
