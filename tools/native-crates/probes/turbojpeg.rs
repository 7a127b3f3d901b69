---
[package.metadata.probe]
crates = ["turbojpeg", "turbojpeg-sys"]
prints = 'jpeg \d+'

[dependencies]
turbojpeg = { version = "1", default-features = false, features = ["cmake"] }
---
fn main() {
    let pixels = [128u8; 8 * 8 * 3];
    let image = turbojpeg::Image { pixels: &pixels[..], width: 8, pitch: 24, height: 8, format: turbojpeg::PixelFormat::RGB };
    let jpeg = turbojpeg::compress(image, 90, turbojpeg::Subsamp::None).unwrap();
    println!("jpeg {} bytes", jpeg.len());
}
