---
[package.metadata.probe]
prints = 'Rel'

[dependencies]
proj-sys = { version = "0.26", features = ["bundled_proj"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("{}", text(unsafe { proj_sys::proj_info() }.release));
}
