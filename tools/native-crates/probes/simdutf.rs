---
[package.metadata.probe]
prints = 'simdutf true'

[dependencies]
simdutf = "0.7"
---
fn main() {
    println!("simdutf {}", simdutf::validate_utf8("äöü".as_bytes()));
}
