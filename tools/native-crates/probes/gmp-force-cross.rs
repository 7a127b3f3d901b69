---
[package.metadata.probe]
prints = 'gmp 6'

[dependencies]
gmp-mpfr-sys = { version = "1", default-features = false, features = ["mpfr", "force-cross"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("gmp {} mpfr {}", text(unsafe { gmp_mpfr_sys::gmp::version }), text(unsafe { gmp_mpfr_sys::mpfr::get_version() }));
}
