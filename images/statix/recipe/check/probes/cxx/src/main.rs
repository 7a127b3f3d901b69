extern "C" {
    fn statix_throws(value: i32) -> i32;
}

fn main() {
    println!("C++ threw and caught: {}", unsafe { statix_throws(7) });
}
