//! Adds entries, given as JSON, to a ledger in a `SQLite` file, and ranks all that are in it.

mod ledger;
mod schema;

use std::env;
use std::ffi::{CStr, OsString};

use anyhow::{bail, Context, Result};

use ledger::{Entry, Ledger};

fn main() -> Result<()> {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let [file, entries] = arguments.as_slice() else {
        bail!(r#"usage: diesel-sqlite FILE '[{{"item": "pear", "amount": 7}}, ...]'"#);
    };
    let file = file
        .to_str()
        .context("the file's name is not valid UTF-8")?;
    let entries = entries.to_str().context("the ledger is not valid UTF-8")?;
    let entries: Vec<Entry> = serde_json::from_str(entries)
        .context("the ledger is not a JSON array of items and whole amounts")?;

    let (mut ledger, migrations) = Ledger::open(file)?;
    ledger.add(&entries)?;
    println!("sqlite: {}", sqlite_version());
    println!("migrations: {}", migrations.join(" "));
    for row in ledger.ranked()? {
        println!(
            "{}|{}|{}|{}|{}",
            row.number, row.item, row.amount, row.running_total, row.rank
        );
    }
    println!("integrity: {}", ledger.integrity()?);
    Ok(())
}

fn sqlite_version() -> String {
    // SAFETY: the function returns a static string that a zero ends.
    unsafe { CStr::from_ptr(libsqlite3_sys::sqlite3_libversion()) }
        .to_string_lossy()
        .into_owned()
}
