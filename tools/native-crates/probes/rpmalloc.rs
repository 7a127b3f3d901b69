---
[package.metadata.probe]
prints = 'rpmalloc 100000'

[dependencies]
rpmalloc = "0.2"
---
#[global_allocator]
static ALLOCATOR: rpmalloc::RpMalloc = rpmalloc::RpMalloc;

fn main() {
    println!("rpmalloc {}", vec![1; 100_000].len());
}
