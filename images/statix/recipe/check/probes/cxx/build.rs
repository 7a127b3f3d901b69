use std::{env, process::Command};

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let compiler = env::var("CXX_x86_64_unknown_linux_musl").unwrap();
    let archiver = env::var("AR_x86_64_unknown_linux_musl").unwrap();
    let object = format!("{out}/throws.o");
    let run = |command: &mut Command| assert!(command.status().unwrap().success(), "{command:?}");
    run(Command::new(compiler).args(["-O1", "-fPIC", "-c", "throws.cc", "-o", &object]));
    run(Command::new(archiver).args(["rcs", &format!("{out}/libthrows.a"), &object]));
    println!("cargo:rerun-if-env-changed=STATIX_PROBE_LIBRARY");
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=static=throws");
    println!("cargo:rustc-link-lib={}", env::var("STATIX_PROBE_LIBRARY").unwrap());
}
