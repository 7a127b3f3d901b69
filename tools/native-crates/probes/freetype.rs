---
[package.metadata.probe]
crates = ["freetype-rs", "freetype-sys"]
prints = 'freetype'

[dependencies]
freetype-rs = { version = "0.38", features = ["bundled"] }
---
fn main() {
    let library = freetype::Library::init().unwrap();
    println!("freetype {:?}", library.new_memory_face(vec![0; 10], 0).err());
}
