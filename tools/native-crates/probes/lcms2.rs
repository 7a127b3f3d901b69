---
[package.metadata.probe]
crates = ["lcms2", "lcms2-sys"]
prints = 'lcms2 2'

[dependencies]
lcms2 = { version = "6", features = ["static"] }
---
fn main() {
    println!("lcms2 {}", lcms2::version());
}
