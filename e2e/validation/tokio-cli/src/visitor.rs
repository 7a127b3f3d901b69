use std::net::SocketAddr;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Says a name to the server and returns what it answers.
pub async fn visit(server: SocketAddr, name: String) -> Result<String> {
    let mut stream = TcpStream::connect(server)
        .await
        .with_context(|| format!("no connection to {server}"))?;
    stream.write_all(name.as_bytes()).await?;
    stream.shutdown().await?;

    let mut greeting = String::new();
    stream.read_to_string(&mut greeting).await?;
    Ok(greeting)
}
