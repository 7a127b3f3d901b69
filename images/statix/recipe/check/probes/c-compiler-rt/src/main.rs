extern "C" {
    fn statix_compiler_rt() -> i32;
}

fn main() {
    std::process::exit(unsafe { statix_compiler_rt() });
}
