diesel::table! {
    entries (number) {
        number -> BigInt,
        item -> Text,
        amount -> BigInt,
    }
}

diesel::table! {
    ranked_entries (number) {
        number -> BigInt,
        item -> Text,
        amount -> BigInt,
        running_total -> BigInt,
        rank -> BigInt,
    }
}
