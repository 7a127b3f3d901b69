---
[package.metadata.probe]
crates = ["rquickjs", "rquickjs-sys", "bindgen"]
prints = 'quickjs 42'

[dependencies]
rquickjs = { version = "0.10", features = ["bindgen"] }
---
fn main() {
    let context = rquickjs::Context::full(&rquickjs::Runtime::new().unwrap()).unwrap();
    println!("quickjs {}", context.with(|js| js.eval::<i32, _>("[20, 22].reduce((a, b) => a + b)").unwrap()));
}
