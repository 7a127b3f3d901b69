fn main() {
    println!("cargo::rerun-if-changed=native");
    cc::Build::new()
        .file("native/crc32c.c")
        .include("native")
        .std("c11")
        .warnings_into_errors(true)
        .compile("crc32c");
}
