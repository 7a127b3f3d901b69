---
[package.metadata.probe]
crates = ["aws-lc-rs", "aws-lc-sys", "bindgen"]
prints = 'ba7816bf'

[dependencies]
aws-lc-rs = { version = "1", features = ["bindgen"] }
---
fn main() {
    println!("{:?}", aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, b"abc"));
}
