---
[package.metadata.probe]
crates = ["brotlic", "brotlic-sys"]
prints = '-> 4096'

[dependencies]
brotlic = "0.8"
---
use std::io::{Read, Write};

fn main() {
    let mut writer = brotlic::CompressorWriter::new(Vec::new());
    writer.write_all(&[b'x'; 4096]).unwrap();
    let packed = writer.into_inner().unwrap();
    let mut again = Vec::new();
    brotlic::DecompressorReader::new(packed.as_slice()).read_to_end(&mut again).unwrap();
    println!("{} -> {}", packed.len(), again.len());
}
