---
[package.metadata.probe]
crates = ["onig", "onig_sys"]
prints = 'onig Some\(\(1, 6\)\)'

[dependencies]
onig = "6"
---
fn main() {
    println!("onig {:?} {}", onig::Regex::new("a(b+)c").unwrap().find("xabbbc"), onig::version());
}
