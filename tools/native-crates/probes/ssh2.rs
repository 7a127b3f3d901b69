---
[package.metadata.probe]
crates = ["ssh2", "libssh2-sys"]
prints = 'curve25519'

[dependencies]
ssh2 = "0.9"
---
fn main() {
    let session = ssh2::Session::new().unwrap();
    println!("ssh2 {}", session.supported_algs(ssh2::MethodType::Kex).unwrap().join(" "));
}
