---
[package.metadata.probe]
prints = 'C\+\+ string 10'

[dependencies]
cxx = { version = "1", features = ["c++20"] }
link-cplusplus = "1"
---
#[cxx::bridge]
mod ffi {
    extern "Rust" {
        fn never();
    }
}
fn never() {}

fn main() {
    cxx::let_cxx_string!(text = "C++ string");
    println!("{} {}", text, text.len());
}
