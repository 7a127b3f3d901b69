---
[package.metadata.probe]
crates = ["unrar", "unrar_sys"]
prints = 'unrar Some'

[dependencies]
unrar = "0.5"
---
fn main() {
    println!("unrar {:?}", unrar::Archive::new("/none.rar").open_for_listing().err());
}
