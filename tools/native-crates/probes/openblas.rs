---
[package.metadata.probe]
prints = 'openblas 32'

[dependencies]
openblas-src = { version = "0.10", features = ["static", "cblas"] }
cblas-sys = "0.1"
---
use openblas_src as _;

fn main() {
    let (x, y) = ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]);
    println!("openblas {}", unsafe { cblas_sys::cblas_ddot(3, x.as_ptr(), 1, y.as_ptr(), 1) });
}
