---
[package.metadata.probe]
prints = 'libopus'

[dependencies]
opusic-sys = "0.5"
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("{}", text(unsafe { opusic_sys::opus_get_version_string() }));
}
