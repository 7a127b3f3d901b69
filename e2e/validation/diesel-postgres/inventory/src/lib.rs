//! Keeps an inventory of hosts in `PostgreSQL` by Diesel: types that need a crate each, embedded
//! migrations, a pool of connections, and all of it over TLS by libpq.

mod command;
mod inventory;
mod native;
mod schema;

use std::env;

use anyhow::{Context, Result};

use command::Command;

/// Does what the arguments of this process ask for, and prints what came of it.
///
/// # Errors
///
/// Whatever keeps it from doing so: arguments, libpq's refusal, the server's.
pub fn main() -> Result<()> {
    let arguments = env::args_os()
        .skip(1)
        .map(|argument| argument.into_string().ok())
        .collect::<Option<Vec<_>>>()
        .context("an argument is not valid UTF-8")?;
    print!("{}", Command::parse(&arguments)?.run()?);
    Ok(())
}
