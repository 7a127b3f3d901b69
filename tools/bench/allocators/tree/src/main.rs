//! Allocates as a compiler does: many small nodes with names and lists of children, in threads, kept for a
//! while and given up together. `tree <threads> <rounds>`; without arguments it does nothing, to measure a start.

use std::{collections::HashMap, env, hint::black_box, thread};

struct Node {
    name: String,
    children: Vec<Box<Node>>,
}

fn grow(depth: u32, seed: &mut u64) -> Box<Node> {
    *seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    let width = if depth == 0 { 0 } else { 2 + (*seed >> 33) % 5 };
    Box::new(Node {
        name: format!("node_{}_{}", depth, *seed >> 40),
        children: (0..width).map(|_| grow(depth - 1, seed)).collect(),
    })
}

fn count(node: &Node, names: &mut HashMap<String, usize>) {
    *names.entry(node.name.clone()).or_default() += 1;
    for child in &node.children {
        count(child, names);
    }
}

fn main() {
    let args: Vec<usize> = env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let [threads, rounds] = args[..] else { return };
    let workers: Vec<_> = (0..threads)
        .map(|worker| {
            thread::spawn(move || {
                let mut seed = worker as u64 + 1;
                (0..rounds).map(|_| {
                    let mut names = HashMap::new();
                    count(black_box(&grow(7, &mut seed)), &mut names);
                    names.len()
                }).sum::<usize>()
            })
        })
        .collect();
    println!("{}", workers.into_iter().map(|worker| worker.join().unwrap()).sum::<usize>());
}
