//! What the mutants are made of: a small program that does a little of what programs do. The task runs it
//! with `--version`; the rest is for who judges what the task has let through.
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

extern "C" {
    /// Where the ELF header is in memory, by the linker.
    static __ehdr_start: u8;
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("numbers") => numbers(),
        Some("words") => words(&arguments[1..]),
        Some("threads") => threads(),
        Some("panic") => panic!("asked for: {}", arguments.len()),
        Some("segments") => segments(),
        _ => println!("mutant 1.0.0"),
    }
}

fn numbers() {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut all: Vec<u64> = (0..5000)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        })
        .collect();
    all.sort_unstable();
    let sum = all.iter().fold(0u64, |sum, one| sum.rotate_left(5) ^ one);
    println!("{sum:x} {:e} {:.7} {:?}", (sum as f64).sqrt(), (sum as f64).ln(), f32::MIN_POSITIVE);
    println!("{:?} {:?}", "3.25e-7".parse::<f64>(), "1_0".parse::<u8>());
    println!("{}", u128::MAX / (sum as u128 + 1) % 1_000_003);
}

fn words(given: &[String]) {
    let mut counts = BTreeMap::new();
    for word in given.iter().flat_map(|text| text.split_whitespace()) {
        *counts.entry(word.to_lowercase()).or_insert(0usize) += 1;
    }
    let lengths: HashMap<usize, usize> = counts.iter().map(|(word, n)| (word.len(), *n)).collect();
    let mut text = String::new();
    for (word, count) in &counts {
        write!(text, "{word:?}={count} ").unwrap();
    }
    println!("{text}{} {:?}", lengths.len(), std::char::from_digit(7, 10));
    eprintln!("{:?}", std::fs::read("/not/there"));
}

fn threads() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let all: Vec<_> = (0..4u64)
        .map(|id| {
            let sender = sender.clone();
            std::thread::spawn(move || sender.send((1..=1000).fold(id, |sum, n| sum ^ n * n)).unwrap())
        })
        .collect();
    drop(sender);
    for thread in all {
        thread.join().unwrap();
    }
    let mut results: Vec<u64> = receiver.iter().collect();
    results.sort();
    println!("{results:?} {:?}", std::thread::spawn(|| panic!("caught")).join().is_err());
}

/// Its own segments as they are in memory: access, and a hash of what nothing has written to.
fn segments() {
    let maps = std::fs::read_to_string("/proc/self/maps").expect("maps");
    let base = unsafe { std::ptr::addr_of!(__ehdr_start) };
    let word = |at: *const u8| unsafe { at.cast::<u64>().read_unaligned() };
    let half = |at: *const u8| unsafe { u64::from(at.cast::<u32>().read_unaligned()) };
    let short = |at: *const u8| unsafe { u64::from(at.cast::<u16>().read_unaligned()) };
    let at = |offset: u64| base.wrapping_add(offset as usize);
    let (headers, count) = (word(at(32)), short(at(56)));
    for index in 0..count {
        let header = at(headers + index * 56);
        let (kind, flags) = (half(header), half(header.wrapping_add(4)));
        let (address, length) = (word(header.wrapping_add(16)), word(header.wrapping_add(32)));
        if kind != 1 {
            continue;
        }
        let start = at(address) as u64;
        let access: Vec<&str> = maps
            .lines()
            .filter_map(|line| {
                let (range, rest) = line.split_once(' ')?;
                let (from, to) = range.split_once('-')?;
                let from = u64::from_str_radix(from, 16).ok()?;
                let to = u64::from_str_radix(to, 16).ok()?;
                (from < start + length && start < to).then(|| rest.split(' ').next().unwrap_or(""))
            })
            .collect();
        let mut access = access;
        access.dedup();
        let mut hash = 0xcbf2_9ce4_8422_2325u64;
        if flags & 2 == 0 {
            for offset in 0..length {
                let byte = unsafe { at(address + offset).read_volatile() };
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
            }
        }
        println!("{index} {flags} {length} {access:?} {hash:x}");
    }
}
