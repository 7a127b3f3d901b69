extern "C" {
    fn taken(number: i32) -> i32;
}

fn main() {
    println!("{}", unsafe { taken(14) });
}
