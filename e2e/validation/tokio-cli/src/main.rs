//! Every name given becomes a visitor that connects to a server in this process over loopback TCP;
//! the server greets all of them at once, each on a thread of its own.

mod server;
mod visitor;

use std::env;
use std::time::Duration;

use anyhow::{bail, Context, Result};
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::time::timeout;

/// Each visitor costs a thread, and a locked-down container allows few.
const MOST_VISITORS: usize = 16;
const WORKER_THREADS: usize = 4;
const PATIENCE: Duration = Duration::from_secs(10);

struct Reception {
    greetings: Vec<String>,
    threads: usize,
}

fn main() -> Result<()> {
    let names = names()?;
    let visitors = names.len();

    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(WORKER_THREADS)
        .enable_all()
        .build()
        .context("no threads to run on")?;
    let reception = runtime.block_on(async { timeout(PATIENCE, receive(names)).await });
    // A thread that still waits for a visitor must not keep a failed run from ending.
    runtime.shutdown_background();

    let Reception { greetings, threads } = reception.context("the visitors never met")??;
    for greeting in greetings {
        println!("{greeting}");
    }
    println!("visitors: {visitors}");
    println!("threads: {threads}");
    Ok(())
}

fn names() -> Result<Vec<String>> {
    let names = env::args_os()
        .skip(1)
        .map(|name| name.into_string().ok().context("a name is not valid UTF-8"))
        .collect::<Result<Vec<_>>>()?;
    if names.is_empty() {
        bail!("usage: tokio-cli NAME...");
    }
    if names.len() > MOST_VISITORS {
        bail!("at most {MOST_VISITORS} names");
    }
    Ok(names)
}

async fn receive(names: Vec<String>) -> Result<Reception> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(server::greet_together(listener, names.len()));

    let visits: Vec<_> = names
        .into_iter()
        .map(|name| tokio::spawn(visitor::visit(address, name)))
        .collect();
    let mut greetings = Vec::with_capacity(visits.len());
    for visit in visits {
        greetings.push(visit.await??);
    }

    Ok(Reception {
        greetings,
        threads: server.await??.len(),
    })
}
