#[inline(never)]
fn step(value: u64) -> u64 {
    if value == u64::MAX {
        println!("never");
        0
    } else {
        value.rotate_left(7) ^ 0x9e37
    }
}

fn main() {
    println!("{}", (0..100_000).fold(1, |value, _| step(value)));
}
