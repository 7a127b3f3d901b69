---
[package.metadata.probe]
crates = ["janetrs", "evil-janet"]
prints = 'janet 42'

[dependencies]
janetrs = { version = "0.8", features = ["amalgation"] }
---
fn main() {
    let mut client = janetrs::client::JanetClient::init_with_default_env().unwrap();
    println!("janet {}", client.run("(+ 40 2)").unwrap());
}
