---
[package.metadata.probe]
crates = ["mozjpeg", "mozjpeg-sys"]
prints = 'jpeg \d+'

[dependencies]
mozjpeg = "0.10"
---
fn main() {
    let mut compress = mozjpeg::Compress::new(mozjpeg::ColorSpace::JCS_RGB);
    compress.set_size(8, 8);
    let mut started = compress.start_compress(Vec::new()).unwrap();
    started.write_scanlines(&[128; 8 * 8 * 3]).unwrap();
    println!("jpeg {} bytes", started.finish().unwrap().len());
}
