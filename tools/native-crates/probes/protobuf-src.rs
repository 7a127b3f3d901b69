---
[package.metadata.probe]
prints = 'protoc'
note = "The protoc that it builds is a program for build scripts"

[dependencies]
protobuf-src = "2"
---
fn main() {
    println!("{}", protobuf_src::protoc().display());
}
