---
[package.metadata.probe]
crates = ["pcre2", "pcre2-sys"]
prints = 'pcre2 Some\(2\)'

[dependencies]
pcre2 = "0.2"
---
fn main() {
    let regex = pcre2::bytes::RegexBuilder::new().jit(true).build("(?<=a)b+").unwrap();
    println!("pcre2 {:?}", regex.find(b"xabbbc").unwrap().map(|found| found.start()));
}
