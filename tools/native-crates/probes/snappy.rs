---
[package.metadata.probe]
prints = 'snappy \d+'

[dependencies]
snappy_src = "0.2"
---
extern "C" {
    fn snappy_max_compressed_length(size: usize) -> usize;
}
use snappy_src as _;

fn main() {
    println!("snappy {}", unsafe { snappy_max_compressed_length(4096) });
}
