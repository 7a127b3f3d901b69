---
[package.metadata.probe]
fails = "gssapi-unavailable"

[dependencies]
libgssapi-sys = "0.3"
---
fn main() {
    let mut minor = 0;
    println!("{}", unsafe { libgssapi_sys::gss_release_cred(&mut minor, &mut std::ptr::null_mut()) });
}
