---
[package.metadata.probe]
prints = 'expat'

[dependencies]
expat-sys = "2"
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

extern "C" {
    fn XML_ExpatVersion() -> *const std::ffi::c_char;
}
use expat_sys as _;

fn main() {
    println!("{}", text(unsafe { XML_ExpatVersion() }));
}
