---
[package.metadata.probe]
crates = ["mimalloc", "libmimalloc-sys"]
prints = 'mimalloc 400000'

[dependencies]
mimalloc = "0.1"
---
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let threads: Vec<_> = (0..4).map(|n| std::thread::spawn(move || vec![n; 100_000].len())).collect();
    println!("mimalloc {}", threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>());
}
