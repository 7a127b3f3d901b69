---
[package.metadata.probe]
crates = ["vorbis_rs", "aotuv_lancer_vorbis_sys"]
prints = 'vorbis \d{3}'

[dependencies]
vorbis_rs = "0.5"
---
fn main() {
    let mut ogg = Vec::new();
    let mut encoder = vorbis_rs::VorbisEncoderBuilder::new(44100.try_into().unwrap(), 1.try_into().unwrap(), &mut ogg).unwrap().build().unwrap();
    encoder.encode_audio_block([vec![0f32; 4096]]).unwrap();
    encoder.finish().unwrap();
    println!("vorbis {}", ogg.len());
}
