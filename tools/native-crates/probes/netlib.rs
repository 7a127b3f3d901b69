---
[package.metadata.probe]
fails = "fortran-unavailable"

[dependencies]
netlib-src = { version = "0.8", features = ["static"] }
---
use netlib_src as _;

fn main() {}
