---
[package.metadata.probe]
crates = ["mysqlclient-sys", "mysqlclient-src"]
prints = 'mysql \d'

[dependencies]
mysqlclient-sys = { version = "0.5", features = ["bundled", "buildtime_bindgen"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("mysql {}", text(unsafe { mysqlclient_sys::mysql_get_client_info() }));
}
