use std::{env, process::Command};

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let compiler = env::var("CC_x86_64_unknown_linux_musl").unwrap();
    let archiver = env::var("AR_x86_64_unknown_linux_musl").unwrap();
    let object = format!("{out}/inlined.o");
    let run = |command: &mut Command| assert!(command.status().unwrap().success(), "{command:?}");
    run(Command::new(compiler).args(["-O2", "-flto=thin", "-c", "inlined.c", "-o", &object]));
    run(Command::new(archiver).args(["rcs", &format!("{out}/libinlined.a"), &object]));
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=static=inlined");
}
