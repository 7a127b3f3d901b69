---
[package.metadata.probe]
crates = ["dbus", "libdbus-sys"]
prints = 'dbus Some'

[dependencies]
dbus = { version = "0.9", features = ["vendored"] }
---
fn main() {
    println!("dbus {:?}", dbus::Message::new_method_call("a.b", "/", "a.b", "c").unwrap().path());
}
