---
[package.metadata.probe]
crates = ["geos-sys", "geos-src"]
prints = 'geos 3'

[dependencies]
geos-sys = { version = "2", features = ["static"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("geos {}", text(unsafe { geos_sys::GEOSversion() }));
}
