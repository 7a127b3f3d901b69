---
[package.metadata.probe]
crates = ["zmq", "zmq-sys", "zeromq-src"]
prints = 'hello'

[dependencies]
zmq = "0.10"
---
fn main() {
    let context = zmq::Context::new();
    let (server, client) = (context.socket(zmq::REP).unwrap(), context.socket(zmq::REQ).unwrap());
    server.bind("inproc://probe").unwrap();
    client.connect("inproc://probe").unwrap();
    client.send("hello", 0).unwrap();
    println!("zmq {:?} {}", zmq::version(), server.recv_string(0).unwrap().unwrap());
}
