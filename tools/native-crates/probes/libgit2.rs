---
[package.metadata.probe]
crates = ["git2", "libgit2-sys", "libssh2-sys"]
prints = 'true'

[dependencies]
git2 = { version = "0.20", features = ["vendored-libgit2", "vendored-openssl"] }
---
fn main() {
    let repository = git2::Repository::init("/tmp/repository").unwrap();
    println!("git {:?} {}", git2::Version::get().libgit2_version(), repository.is_empty().unwrap());
}
