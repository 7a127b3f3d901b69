---
[package.metadata.probe]
prints = 'minimp3'

[dependencies]
minimp3-sys = "0.3"
---
fn main() {
    let mut decoder = unsafe { std::mem::zeroed() };
    unsafe { minimp3_sys::mp3dec_init(&mut decoder) };
    println!("minimp3");
}
