---
[package.metadata.probe]
crates = ["sasl2-sys", "krb5-src"]
prints = 'Cyrus SASL .* 0$'

[dependencies]
sasl2-sys = { version = "0.1", features = ["gssapi-vendored"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    let mut implementation = std::ptr::null();
    let mut version = 0;
    unsafe { sasl2_sys::prelude::sasl_version(&mut implementation, &mut version) };
    let ready = unsafe { sasl2_sys::prelude::sasl_client_init(std::ptr::null()) };
    println!("{} {version:#x} {ready}", text(implementation));
}
