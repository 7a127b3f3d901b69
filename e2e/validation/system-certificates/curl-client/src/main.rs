//! Fetches a page over HTTPS by libcurl from a server that the system's certificates vouch for.

mod get;

use std::env;
use std::net::SocketAddr;

use anyhow::{bail, Context, Result};
use curl::easy::Easy;
use curl::Version;

const USAGE: &str = "usage: curl-client get URL ADDRESS
       curl-client offline TEXT";

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
            get::get(url, address)?
        }
        ["offline", text] => offline(text),
        _ => bail!(USAGE),
    };
    print!("{report}");
    Ok(())
}

/// What libcurl says of itself, and how it writes a text in a URL.
fn offline(text: &str) -> String {
    let version = Version::get();
    let protocols: Vec<&str> = version.protocols().collect();
    format!(
        "curl: {}\ntls: {}\nzlib: {}\nprotocols: {}\nescaped: {}\n",
        version.version(),
        version.ssl_version().unwrap_or("none"),
        version.libz_version().unwrap_or("none"),
        protocols.join(" "),
        Easy::new().url_encode(text.as_bytes())
    )
}
