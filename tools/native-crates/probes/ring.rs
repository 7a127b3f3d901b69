---
[package.metadata.probe]
prints = 'ba7816bf'

[dependencies]
ring = "0.17"
---
fn main() {
    println!("{:?}", ring::digest::digest(&ring::digest::SHA256, b"abc"));
}
