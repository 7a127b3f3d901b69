// Compiles taken.c with the options in STATIX_PROBE_FLAGS, and left.c, which nothing calls, with others; both into one archive.
use std::{env, process::Command};

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let compiler = env::var("CC_x86_64_unknown_linux_musl").unwrap();
    let archiver = env::var("AR_x86_64_unknown_linux_musl").unwrap();
    let flags = env::var("STATIX_PROBE_FLAGS").unwrap();
    let run = |command: &mut Command| assert!(command.status().unwrap().success(), "{command:?}");
    let mut archive = Command::new(archiver);
    archive.args(["rcs", &format!("{out}/libprobe.a")]);
    for (name, flags) in [("taken", flags.as_str()), ("left", "-march=skylake")] {
        let object = format!("{out}/{name}.o");
        run(Command::new(&compiler).args(["-O2", "-g", "-c"]).args(flags.split_whitespace()).arg(format!("{name}.c")).args(["-o", &object]));
        archive.arg(object);
    }
    run(&mut archive);
    println!("cargo:rerun-if-env-changed=STATIX_PROBE_FLAGS");
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=static{}=probe", env::var("STATIX_PROBE_MODIFIERS").unwrap_or_default());
}
