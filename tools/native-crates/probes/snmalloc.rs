---
[package.metadata.probe]
crates = ["snmalloc-rs", "snmalloc-sys"]
prints = 'snmalloc 400000'

[dependencies]
snmalloc-rs = "0.3"
---
#[global_allocator]
static ALLOCATOR: snmalloc_rs::SnMalloc = snmalloc_rs::SnMalloc;

fn main() {
    let threads: Vec<_> = (0..4).map(|n| std::thread::spawn(move || vec![n; 100_000].len())).collect();
    println!("snmalloc {}", threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>());
}
