---
[package.metadata.probe]
fails = "pkg-config-library-missing"

[dependencies]
hidapi = { version = "2", default-features = false, features = ["linux-static-libusb"] }
---
fn main() {
    println!("hidapi {:?}", hidapi::HidApi::new().map(|api| api.device_list().count()).map_err(|error| error.to_string()));
}
