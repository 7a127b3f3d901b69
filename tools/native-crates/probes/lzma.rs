---
[package.metadata.probe]
prints = 'xz 5'

[dependencies]
liblzma-sys = { version = "0.4", features = ["static"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("xz {}", text(unsafe { liblzma_sys::lzma_version_string() }));
}
