---
[package.metadata.probe]
crates = ["mlua", "lua-src"]
prints = 'lua 42'

[dependencies]
mlua = { version = "0.11", features = ["lua54", "vendored"] }
---
fn main() {
    let sum: i64 = mlua::Lua::new().load("return 40 + 2").eval().unwrap();
    println!("lua {sum}");
}
