use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use reqwest::Client;
use sha2::{Digest, Sha256};
use url::Url;

const PATIENCE: Duration = Duration::from_secs(10);

/// Fetches a URL from a server at this address, whatever its name resolves to, and tells what came.
pub async fn get(url: &str, address: SocketAddr) -> Result<String> {
    let url: Url = url.parse()?;
    let host = url.host_str().context("the URL names no host")?.to_owned();
    let client = Client::builder()
        .https_only(true)
        .no_proxy()
        .resolve(&host, address)
        .timeout(PATIENCE)
        .build()?;
    let response = client.get(url).send().await?;
    let status = response.status().as_u16();
    let body = response.bytes().await?;
    Ok(format!(
        "status: {status}\nbytes: {}\nsha256: {}\n",
        body.len(),
        hex::encode(Sha256::digest(&body))
    ))
}
