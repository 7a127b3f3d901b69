---
[package.metadata.probe]
prints = 'lz4'

[dependencies]
blosc-src = { version = "0.3", features = ["lz4", "zlib", "zstd"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    unsafe { blosc_src::blosc_init() };
    println!("blosc {}", text(unsafe { blosc_src::blosc_list_compressors() }));
}
