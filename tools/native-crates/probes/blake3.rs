---
[package.metadata.probe]
prints = 'blake3 6437b3ac'

[dependencies]
blake3 = "1"
---
fn main() {
    println!("blake3 {}", blake3::hash(b"abc"));
}
