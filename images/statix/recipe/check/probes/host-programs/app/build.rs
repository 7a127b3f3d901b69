// Compiles C for the host, runs it, and hands what it says to the program.
use std::{env, process::Command};

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let program = format!("{out}/host");
    let status = Command::new("cc").args(["host.c", "-o", &program]).status().unwrap();
    assert!(status.success());
    let said = Command::new(&program).output().unwrap();
    println!("cargo:rustc-env=HOST_LIBC={}", String::from_utf8(said.stdout).unwrap().trim());
}
