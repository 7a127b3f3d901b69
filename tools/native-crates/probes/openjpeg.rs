---
[package.metadata.probe]
prints = 'openjpeg 2'

[dependencies]
openjpeg-sys = "1"
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("openjpeg {}", text(unsafe { openjpeg_sys::opj_version() }));
}
