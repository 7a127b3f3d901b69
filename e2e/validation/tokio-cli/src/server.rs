use std::collections::HashSet;
use std::sync::{Arc, Barrier};
use std::thread::{self, ThreadId};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{spawn_blocking, JoinSet};

/// Greets as many visitors as announced, none before all are there, and returns the threads that
/// the greetings were made on.
pub async fn greet_together(listener: TcpListener, visitors: usize) -> Result<HashSet<ThreadId>> {
    let everyone = Arc::new(Barrier::new(visitors));
    let mut visits = JoinSet::new();
    for _ in 0..visitors {
        let (stream, _) = listener.accept().await.context("no visitor")?;
        visits.spawn(greet(stream, Arc::clone(&everyone)));
    }

    let mut threads = HashSet::new();
    while let Some(thread) = visits.join_next().await {
        threads.insert(thread??);
    }
    Ok(threads)
}

async fn greet(mut stream: TcpStream, everyone: Arc<Barrier>) -> Result<ThreadId> {
    let mut name = String::new();
    stream.read_to_string(&mut name).await?;

    let (greeting, thread) = spawn_blocking(move || {
        everyone.wait();
        (signed_greeting(&name), thread::current().id())
    })
    .await?;

    stream.write_all(greeting.as_bytes()).await?;
    stream.shutdown().await?;
    Ok(thread)
}

fn signed_greeting(name: &str) -> String {
    let digest = hex::encode(Sha256::digest(name));
    format!("{} {digest}", greeting::greet(name))
}

#[cfg(test)]
mod tests {
    use super::signed_greeting;

    #[test]
    fn greets_with_the_digest_of_the_name() {
        assert_eq!(
            signed_greeting("abc"),
            "Hello, abc! ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
