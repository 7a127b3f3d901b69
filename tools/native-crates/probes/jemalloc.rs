---
[package.metadata.probe]
crates = ["tikv-jemallocator", "tikv-jemalloc-sys"]
prints = 'jemalloc 400000'

[dependencies]
tikv-jemallocator = "0.6"
---
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() {
    let threads: Vec<_> = (0..4).map(|n| std::thread::spawn(move || vec![n; 100_000].len())).collect();
    println!("jemalloc {}", threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>());
}
