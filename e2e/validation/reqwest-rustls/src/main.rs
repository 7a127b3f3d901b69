//! An HTTPS client that trusts exactly the certificates it is given, and a test of it that needs
//! neither a network nor a file.

mod authority;
mod client;
mod command;
mod get;
mod self_test;
mod server;

use std::env;

use anyhow::{anyhow, Context, Result};
use rustls::crypto::ring;
use tokio::runtime;

use command::Command;

/// Enough for a client and a server, and few enough for a locked-down container.
const WORKER_THREADS: usize = 2;

fn main() -> Result<()> {
    let arguments = env::args_os()
        .skip(1)
        .map(|argument| argument.into_string().ok())
        .collect::<Option<Vec<_>>>()
        .context("an argument is not valid UTF-8")?;
    let command = Command::parse(&arguments)?;

    ring::default_provider()
        .install_default()
        .map_err(|_| anyhow!("another crypto provider is installed"))?;
    let report = runtime::Builder::new_multi_thread()
        .worker_threads(WORKER_THREADS)
        .enable_all()
        .build()
        .context("no threads to run on")?
        .block_on(command.run())?;
    print!("{report}");
    Ok(())
}
