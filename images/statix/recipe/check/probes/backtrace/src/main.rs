fn main() {
    let none: Vec<u32> = std::env::args().skip(99).map(|_| 0).collect();
    println!("{}", none[1]);
}
