---
[package.metadata.probe]
crates = ["isal-rs", "isal-sys"]
prints = 'isa-l \d+'

[dependencies]
isal-rs = { version = "0.5", features = ["static"] }
---
fn main() {
    let packed = isal::io::compress(std::io::Cursor::new(vec![b'x'; 4096]), isal::CompressionLevel::Three, isal::Codec::Gzip).unwrap();
    println!("isa-l {}", packed.len());
}
