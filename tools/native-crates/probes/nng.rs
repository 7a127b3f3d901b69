---
[package.metadata.probe]
crates = ["nng", "nng-sys"]
prints = 'nng hello'

[dependencies]
nng = "1"
---
fn main() {
    let server = nng::Socket::new(nng::Protocol::Rep0).unwrap();
    server.listen("inproc://probe").unwrap();
    let client = nng::Socket::new(nng::Protocol::Req0).unwrap();
    client.dial("inproc://probe").unwrap();
    client.send(&b"hello"[..]).unwrap();
    println!("nng {}", String::from_utf8_lossy(&server.recv().unwrap()));
}
