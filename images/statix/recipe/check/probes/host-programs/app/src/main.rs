fn main() {
    println!("macro says {}, build script says {}", macros::count!(a b c), env!("HOST_LIBC"));
}
