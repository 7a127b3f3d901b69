---
[package.metadata.probe]
prints = 'lame 3'

[dependencies]
mp3lame-sys = "0.1"
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("lame {}", text(unsafe { mp3lame_sys::get_lame_version() }));
}
