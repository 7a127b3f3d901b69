//! Fetches a page over HTTPS from a server that the system's certificates vouch for.

mod get;
mod offline;

use std::env;
use std::net::SocketAddr;

use anyhow::{bail, Context, Result};
use tokio::runtime;

const USAGE: &str = "usage: reqwest-native-tls get URL ADDRESS
       reqwest-native-tls offline TEXT";

fn main() -> Result<()> {
    let arguments = env::args_os()
        .skip(1)
        .map(|argument| argument.into_string().ok())
        .collect::<Option<Vec<_>>>()
        .context("an argument is not valid UTF-8")?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let report = match *arguments {
        ["get", url, address] => {
            let address: SocketAddr = address.parse().context("the server's address")?;
            runtime::Builder::new_current_thread()
                .enable_all()
                .build()?
                .block_on(get::get(url, address))?
        }
        ["offline", text] => offline::offline(text),
        _ => bail!(USAGE),
    };
    print!("{report}");
    Ok(())
}
