//! Produces to and consumes from librdkafka's mock cluster, and asks a broker over TLS who is there.

mod brokers;
mod command;
mod recorder;
mod round_trip;
mod versions;

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
