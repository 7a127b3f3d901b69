---
[package.metadata.probe]
crates = ["capstone", "capstone-sys"]
prints = 'push'

[dependencies]
capstone = "0.13"
---
use capstone::prelude::*;

fn main() {
    let capstone = Capstone::new().x86().mode(arch::x86::ArchMode::Mode64).build().unwrap();
    println!("{}", capstone.disasm_all(b"\x55", 0).unwrap());
}
