---
[package.metadata.probe]
prints = 'lz4 1\d{4}'

[dependencies]
lz4-sys = "1"
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    let version = unsafe { lz4_sys::LZ4_versionNumber() };
    println!("lz4 {version}");
}
