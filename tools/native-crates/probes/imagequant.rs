---
[package.metadata.probe]
prints = 'png \d+ meshopt 3'

[dependencies]
libpng-sys = "1"
meshopt = "0.4"
---
fn main() {
    println!("png {} meshopt {}", unsafe { libpng_sys::ffi::png_access_version_number() }, meshopt::optimize_vertex_cache(&[0, 1, 2], 3).len());
}
