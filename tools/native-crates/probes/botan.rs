---
[package.metadata.probe]
crates = ["botan", "botan-src"]
prints = 'Botan'

[dependencies]
botan = { version = "0.12", features = ["vendored"] }
---
fn main() {
    println!("{}", botan::Version::current().unwrap().string);
}
