---
[package.metadata.probe]
prints = 'htslib 1'

[dependencies]
hts-sys = { version = "2", default-features = false, features = ["bindgen"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("htslib {}", text(unsafe { hts_sys::hts_version() }));
}
