extern "C" {
    fn statix_inlined(value: i32) -> i32;
}

fn main() {
    println!("{}", unsafe { statix_inlined(std::env::args().count() as i32 * 21) });
}
