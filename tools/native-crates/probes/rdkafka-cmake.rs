---
[package.metadata.probe]
crates = ["rdkafka-sys"]
prints = 'ssl'

[dependencies]
rdkafka-sys = { version = "4.10", features = ["cmake-build", "ssl-vendored", "libz-static", "zstd"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    let features = unsafe {
        let conf = rdkafka_sys::rd_kafka_conf_new();
        let mut value = [0 as std::ffi::c_char; 512];
        let mut size = value.len();
        rdkafka_sys::rd_kafka_conf_get(conf, c"builtin.features".as_ptr(), value.as_mut_ptr(), &mut size);
        text(value.as_ptr())
    };
    println!("librdkafka {} {features}", text(unsafe { rdkafka_sys::rd_kafka_version_str() }));
}
