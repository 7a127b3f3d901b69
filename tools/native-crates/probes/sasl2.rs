---
[package.metadata.probe]
prints = 'Cyrus SASL'

[dependencies]
sasl2-sys = { version = "0.1", features = ["vendored"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    let mut implementation = std::ptr::null();
    let mut version = 0;
    unsafe { sasl2_sys::prelude::sasl_version(&mut implementation, &mut version) };
    println!("{} {version:#x}", text(implementation));
}
