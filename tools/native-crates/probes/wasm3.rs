---
[package.metadata.probe]
prints = 'wasm3 true'

[dependencies]
wasm3-sys = "0.5"
---
fn main() {
    let environment = unsafe { wasm3_sys::m3_NewEnvironment() };
    println!("wasm3 {}", !environment.is_null());
}
