---
[package.metadata.probe]
prints = 'hidapi'

[dependencies]
hidapi = { version = "2", default-features = false, features = ["linux-static-libusb"] }
---
fn main() {
    println!("hidapi {:?}", hidapi::HidApi::new().map(|api| api.device_list().count()).map_err(|error| error.to_string()));
}
