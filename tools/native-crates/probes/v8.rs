---
[package.metadata.probe]
fails = "no-network-in-build"

[dependencies]
v8 = "140"
---
fn main() {
    println!("{}", v8::V8::get_version());
}
