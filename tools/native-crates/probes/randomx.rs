---
[package.metadata.probe]
prints = 'randomx'

[dependencies]
randomx-rs = "1"
---
fn main() {
    println!("randomx {:?}", randomx_rs::RandomXFlag::get_recommended_flags());
}
