---
[package.metadata.probe]
crates = ["yara", "yara-sys"]
prints = 'yara 1'

[dependencies]
yara = { version = "0.30", features = ["vendored"] }
---
fn main() {
    let rules = yara::Compiler::new().unwrap().add_rules_str("rule a { strings: $a = \"abc\" condition: $a }").unwrap().compile_rules().unwrap();
    println!("yara {}", rules.scan_mem(b"xxabcxx", 5).unwrap().len());
}
