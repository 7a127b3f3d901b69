---
[package.metadata.probe]
prints = 'libbpf v1'

[dependencies]
libbpf-sys = { version = "1", features = ["vendored"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("libbpf {}", text(unsafe { libbpf_sys::libbpf_version_string() }));
}
