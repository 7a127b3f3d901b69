---
[package.metadata.probe]
prints = 'zlib-ng 2'

[dependencies]
libz-ng-sys = "1"
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("zlib-ng {}", text(unsafe { libz_ng_sys::zlibng_version() }.cast()));
}
