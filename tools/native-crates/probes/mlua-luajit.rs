---
[package.metadata.probe]
crates = ["mlua", "luajit-src"]
prints = 'LuaJIT .* true 500000500000'

[dependencies]
mlua = { version = "0.11", features = ["luajit", "vendored"] }
---
fn main() {
    let version: String = mlua::Lua::new().load("local sum = 0; for i = 1, 1e6 do sum = sum + i end; return jit.version .. ' ' .. tostring(jit.status()) .. ' ' .. sum").eval().unwrap();
    println!("{version}");
}
