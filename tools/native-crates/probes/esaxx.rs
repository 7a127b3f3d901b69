---
[package.metadata.probe]
prints = 'esaxx \d'

[dependencies]
esaxx-rs = { version = "0.1", features = ["cpp"] }
---
fn main() {
    println!("esaxx {}", esaxx_rs::suffix("abracadabra").unwrap().iter().count());
}
