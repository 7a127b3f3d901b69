---
[package.metadata.probe]
prints = 'mbed'

[dependencies]
mbedtls-sys-auto = "2"
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    let mut version = [0 as std::ffi::c_char; 32];
    unsafe { mbedtls_sys::version_get_string_full(version.as_mut_ptr()) };
    println!("{}", text(version.as_ptr()));
}
