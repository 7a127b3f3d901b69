use anyhow::{Context, Result};
use reqwest::tls::TlsInfo;
use sha2::{Digest, Sha256};

use crate::client::trusting_only;

/// Fetches a URL and tells what came, and from whom.
pub async fn get(url: &str, roots: &str) -> Result<String> {
    let response = trusting_only(roots)?.build()?.get(url).send().await?;
    let status = response.status().as_u16();
    let certificate = response
        .extensions()
        .get::<TlsInfo>()
        .and_then(TlsInfo::peer_certificate)
        .map(Sha256::digest)
        .context("the server has shown no certificate")?;
    let body = response.bytes().await?;

    Ok(format!(
        "status: {status}\nbytes: {}\nsha256: {}\ncertificate sha256: {}\n",
        body.len(),
        hex::encode(Sha256::digest(&body)),
        hex::encode(certificate),
    ))
}
