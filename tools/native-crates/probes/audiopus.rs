---
[package.metadata.probe]
prints = 'libopus'

[dependencies]
audiopus_sys = { version = "0.2", features = ["static"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("{}", text(unsafe { audiopus_sys::opus_get_version_string() }));
}
