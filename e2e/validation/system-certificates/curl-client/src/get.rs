use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{anyhow, Context, Result};
use curl::easy::{Easy, List};
use sha2::{Digest, Sha256};

const PATIENCE: Duration = Duration::from_secs(10);
const SCHEME: &str = "https://";

/// Fetches a URL from a server at this address, whatever its name resolves to, and tells what came.
pub fn get(url: &str, address: SocketAddr) -> Result<String> {
    let host = url
        .strip_prefix(SCHEME)
        .and_then(|rest| rest.split(['/', ':']).next())
        .context("no https URL")?;
    let mut resolved = List::new();
    resolved.append(&format!("{host}:{}:{}", address.port(), address.ip()))?;

    let mut request = Easy::new();
    request.url(url)?;
    request.resolve(resolved)?;
    request.noproxy("*")?;
    request.accept_encoding("")?;
    request.timeout(PATIENCE)?;
    let mut body = Vec::new();
    {
        let mut transfer = request.transfer();
        transfer.write_function(|chunk| {
            body.extend_from_slice(chunk);
            Ok(chunk.len())
        })?;
        transfer
            .perform()
            // The code alone says less than libcurl's own words.
            .map_err(|error| anyhow!("{error}"))?;
    }
    Ok(format!(
        "status: {}\nbytes: {}\nsha256: {}\n",
        request.response_code()?,
        body.len(),
        hex::encode(Sha256::digest(&body))
    ))
}
