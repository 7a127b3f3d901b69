/// ```
/// assert_eq!(tested::double(2), 4);
/// ```
pub fn double(value: u32) -> u32 {
    value * 2
}

#[cfg(test)]
mod tests {
    #[test]
    fn doubles() {
        assert!(cfg!(target_env = "musl"));
        assert_eq!(super::double(21), 42);
    }
}
