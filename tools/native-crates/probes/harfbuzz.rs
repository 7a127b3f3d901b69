---
[package.metadata.probe]
prints = 'harfbuzz \d'

[dependencies]
harfbuzz-sys = { version = "0.6", features = ["bundled"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("harfbuzz {}", text(unsafe { harfbuzz_sys::hb_version_string() }));
}
