// Compiles C for the target with the scoped compiler, as the cc crate does.
use std::{env, process::Command};

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let run = |variable: &str, arguments: &[&str]| {
        let program = env::var(format!("{variable}_x86_64_unknown_linux_musl")).unwrap();
        assert!(Command::new(program).args(arguments).status().unwrap().success());
    };
    run("CC", &["-O2", "-c", "allocator.c", "-o", &format!("{out}/allocator.o")]);
    run("AR", &["rcs", &format!("{out}/liballocator.a"), &format!("{out}/allocator.o")]);
    println!("cargo:rustc-link-search={out}\ncargo:rustc-link-lib=static=allocator");
}
