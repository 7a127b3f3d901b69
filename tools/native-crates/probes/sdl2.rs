---
[package.metadata.probe]
prints = 'sdl Linux'

[dependencies]
sdl2-sys = { version = "0.38", features = ["bundled", "static-link"] }
---
fn text(pointer: *const std::ffi::c_char) -> String {
    unsafe { std::ffi::CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn main() {
    println!("sdl {}", text(unsafe { sdl2_sys::SDL_GetPlatform() }));
}
