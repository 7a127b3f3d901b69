fn main() {
    println!("hello from Rust");
    std::panic::set_hook(Box::new(|_| ()));
    if std::panic::catch_unwind(|| panic!("on purpose")).is_err() {
        println!("caught a panic");
    }
    println!("{}", std::thread::spawn(|| "thread").join().unwrap());
}
