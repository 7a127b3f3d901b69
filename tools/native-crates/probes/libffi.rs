---
[package.metadata.probe]
crates = ["libffi", "libffi-sys"]
prints = 'libffi 42'

[dependencies]
libffi = "4"
---
fn main() {
    let add = |a: u32, b: u32| a + b;
    let closure = libffi::high::Closure2::new(&add);
    println!("libffi {}", closure.code_ptr().call(20, 22));
}
