---
[package.metadata.probe]
crates = ["rusb", "libusb1-sys"]
prints = 'libusb'

[dependencies]
rusb = { version = "0.9", features = ["vendored"] }
---
fn main() {
    println!("libusb {:?}", rusb::version());
}
