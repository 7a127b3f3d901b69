//! Loads a ledger, given as JSON, into `SQLite` in memory, ranks it and searches it.

mod ledger;

use std::env;
use std::ffi::OsString;

use anyhow::{bail, Context, Result};

use ledger::Ledger;

fn main() -> Result<()> {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let [entries, term] = arguments.as_slice() else {
        bail!(r#"usage: rusqlite-bundled '[{{"item": "pear", "amount": 7}}, ...]' TERM"#);
    };
    let entries = entries.to_str().context("the ledger is not valid UTF-8")?;
    let term = term.to_str().context("the term is not valid UTF-8")?;

    let ledger = Ledger::load(entries)?;
    println!("sqlite: {}", rusqlite::version());
    for row in ledger.ranked()? {
        println!(
            "{}|{}|{}|{}|{}",
            row.number, row.item, row.amount, row.running_total, row.rank
        );
    }
    println!("matches: {}", joined(&ledger.search(term)?));
    Ok(())
}

fn joined(numbers: &[i64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
    numbers.join(" ")
}
