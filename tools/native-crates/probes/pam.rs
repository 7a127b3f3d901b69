---
[package.metadata.probe]
fails = "library-not-in-image"

[dependencies]
pam-sys = "0.5"
---
fn main() {
    println!("{:?}", unsafe { pam_sys::raw::pam_end(std::ptr::null_mut(), 0) });
}
