//! Writes entries into a `RocksDB` database, one column family for each compression, deletes some,
//! compacts, and reads back what a fresh start finds.

mod codec;
mod command;
mod database;
mod entries;

use std::env;

use anyhow::{Context, Result};

use command::Command;

fn main() -> Result<()> {
    let arguments = env::args_os()
        .skip(1)
        .map(|argument| argument.into_string().ok())
        .collect::<Option<Vec<_>>>()
        .context("an argument is not valid UTF-8")?;
    print!("{}", Command::parse(&arguments)?.run()?);
    Ok(())
}
