---
[package.metadata.probe]
prints = 'webp 0x1'

[dependencies]
libwebp-sys = "0.14"
---
fn main() {
    println!("webp {:#x}", unsafe { libwebp_sys::WebPGetEncoderVersion() });
}
