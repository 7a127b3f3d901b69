// A library, as every -sys crate is one: rustc itself looks for a static library only when it makes an
// rlib, and gives a program's straight to the linker.
extern "C" {
    fn statix_throws(value: i32) -> i32;
}

pub fn throws(value: i32) -> i32 {
    unsafe { statix_throws(value) }
}
