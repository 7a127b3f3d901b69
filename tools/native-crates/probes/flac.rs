---
[package.metadata.probe]
prints = 'flac true'

[dependencies]
libflac-sys = "0.3"
---
fn main() {
    let encoder = unsafe { libflac_sys::FLAC__stream_encoder_new() };
    println!("flac {}", !encoder.is_null());
}
