---
[package.metadata.probe]
prints = 'bzip2 1'

[dependencies]
bzip2-sys = { version = "0.1", features = ["static"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("bzip2 {}", text(unsafe { bzip2_sys::BZ2_bzlibVersion() }));
}
