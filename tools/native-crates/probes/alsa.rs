---
[package.metadata.probe]
fails = "pkg-config-library-missing"

[dependencies]
alsa-sys = "0.3"
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("{}", text(unsafe { alsa_sys::snd_asoundlib_version() }));
}
