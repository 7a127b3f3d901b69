use std::time::Duration;

use anyhow::{ensure, Context, Result};
use reqwest::{Certificate, Client, ClientBuilder};

const PATIENCE: Duration = Duration::from_secs(10);

/// An HTTPS client that trusts the certificates of a PEM text and no others.
pub fn trusting_only(pem: &str) -> Result<ClientBuilder> {
    let roots = Certificate::from_pem_bundle(pem.as_bytes()).context("not PEM")?;
    ensure!(!roots.is_empty(), "no certificate to trust");
    Ok(Client::builder()
        .tls_certs_only(roots)
        .tls_info(true)
        .https_only(true)
        .timeout(PATIENCE))
}
