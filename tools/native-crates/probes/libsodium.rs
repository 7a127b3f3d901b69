---
[package.metadata.probe]
prints = 'libsodium 1'

[dependencies]
libsodium-sys-stable = "1"
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    unsafe { libsodium_sys::sodium_init() };
    println!("libsodium {}", text(unsafe { libsodium_sys::sodium_version_string() }));
}
