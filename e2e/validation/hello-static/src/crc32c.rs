//! The C function of `native/crc32c.c`.

mod native {
    unsafe extern "C" {
        pub fn crc32c(bytes: *const u8, length: usize) -> u32;
    }
}

/// The CRC-32C (Castagnoli) of some bytes, computed by C.
pub fn crc32c(bytes: &[u8]) -> u32 {
    // SAFETY: pointer and length are those of one live slice, which C only reads.
    unsafe { native::crc32c(bytes.as_ptr(), bytes.len()) }
}

#[cfg(test)]
mod tests {
    use super::crc32c;

    #[test]
    fn agrees_with_the_published_check_value() {
        assert_eq!(crc32c(b"123456789"), 0xe306_9283);
    }

    #[test]
    fn accepts_nothing() {
        assert_eq!(crc32c(b""), 0);
    }
}
