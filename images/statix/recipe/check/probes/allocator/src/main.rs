//! Says whose malloc Rust, C and four threads get.
use std::ffi::c_void;

extern "C" {
    fn statix_mimalloc_version() -> i32;
    fn statix_in_mimalloc(pointer: *const c_void) -> bool;
    fn statix_allocate(size: usize) -> *mut c_void;
    fn free(pointer: *mut c_void);
}

fn main() {
    let version = unsafe { statix_mimalloc_version() };
    let threads = (0..4).map(|number| std::thread::spawn(move || vec![number; 1 << 20].len()));
    let total: usize = threads.map(|thread| thread.join().unwrap()).sum();
    assert_eq!(total, 4 << 20);
    let boxed = Box::new([0u8; 100]);
    unsafe {
        let allocated = statix_allocate(1000);
        assert_eq!(statix_in_mimalloc(allocated), version != 0, "C");
        assert_eq!(statix_in_mimalloc(boxed.as_ptr().cast()), version != 0, "Rust");
        free(allocated);
    }
    match version {
        0 => println!("musl"),
        _ => println!("mimalloc {}.{}.{}", version / 10000, version / 100 % 100, version % 100),
    }
}
