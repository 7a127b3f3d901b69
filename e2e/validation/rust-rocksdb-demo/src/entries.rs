/// A prime above every count: each number comes once, in another order than that of the keys.
const STRIDE: usize = 100_003;

/// As many keys and values as asked for, all made of one text.
pub fn entries(text: &str, count: usize) -> impl Iterator<Item = (String, String)> + '_ {
    (0..count).map(move |index| {
        let number = index * STRIDE % count;
        (
            format!("{text}/{number:05}"),
            format!("{number} {}", text.repeat(number % 50 + 1)),
        )
    })
}

/// Every third key, by its number, is deleted again.
pub fn deleted_keys(text: &str, count: usize) -> impl Iterator<Item = String> + '_ {
    (0..count)
        .step_by(3)
        .map(move |number| format!("{text}/{number:05}"))
}

#[cfg(test)]
mod tests {
    use super::entries;

    #[test]
    fn every_key_comes_once_and_not_in_order() {
        let keys: Vec<String> = entries("x", 7).map(|(key, _)| key).collect();
        let mut sorted = keys.clone();
        sorted.sort();
        assert_ne!(keys, sorted);
        sorted.dedup();
        assert_eq!(sorted.len(), 7);
    }
}
