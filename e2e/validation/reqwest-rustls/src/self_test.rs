use std::error::Error;
use std::io;
use std::net::SocketAddr;

use anyhow::{bail, Context, Result};
use reqwest::Client;
use tokio::net::TcpListener;

use crate::authority::Authority;
use crate::client::trusting_only;
use crate::server;

const NAME: &str = "localhost";

/// Sends a text to an HTTPS server in this process, once as a client that trusts it and once as a
/// stranger, and tells what came back. Fails if the stranger gets an answer.
pub async fn self_test(text: &str) -> Result<String> {
    let authority = Authority::new()?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(server::serve(listener, authority.server(NAME)?));

    let response = post(&client(&authority, address)?, address, text).await?;
    let status = response.status().as_u16();
    let version = response
        .headers()
        .get(server::TLS_VERSION)
        .context("the server tells no version of TLS")?
        .to_str()?
        .to_owned();
    let sha256 = response.text().await?;

    let stranger = client(&Authority::new()?, address)?;
    let refusal = match post(&stranger, address, text).await {
        Ok(_) => bail!("a stranger's certificate was accepted"),
        Err(error) => match certificate_error(&error) {
            Some(refusal) => refusal.to_string(),
            None => return Err(error.into()),
        },
    };

    Ok(format!(
        "status: {status}\ntls: {version}\nsha256: {sha256}\nstranger: refused ({refusal})\n"
    ))
}

fn client(authority: &Authority, address: SocketAddr) -> Result<Client> {
    Ok(trusting_only(&authority.pem())?
        .resolve(NAME, address)
        .no_proxy()
        .build()?)
}

async fn post(
    client: &Client,
    address: SocketAddr,
    text: &str,
) -> reqwest::Result<reqwest::Response> {
    let url = format!("https://{NAME}:{}/", address.port());
    client.post(url).body(text.to_owned()).send().await
}

/// The refusal of a certificate, if that is the error's innermost cause.
fn certificate_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut cause: &(dyn Error + 'static) = error;
    while let Some(deeper) = deeper(cause) {
        cause = deeper;
    }
    cause
        .downcast_ref()
        .filter(|cause| matches!(cause, rustls::Error::InvalidCertificate(_)))
}

fn deeper<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    // An io::Error skips the error it was made of when asked for its source.
    match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().map(|inner| inner as _),
        None => error.source(),
    }
}

#[cfg(test)]
mod tests {
    use super::self_test;

    #[tokio::test]
    async fn answers_over_tls() {
        rustls::crypto::ring::default_provider()
            .install_default()
            .unwrap();
        let report = self_test("abc").await.unwrap();
        assert!(report.contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }
}
