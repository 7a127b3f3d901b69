use std::fmt::Write;
use std::time::Duration;

use anyhow::{anyhow, Result};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::ClientConfig;

use crate::recorder::Recorder;

const PATIENCE: Duration = Duration::from_secs(5);
const SOON: Duration = Duration::from_millis(500);

/// Asks a broker over TLS which brokers there are. It has to show a certificate for the name in the
/// address that one of the given roots has signed.
pub fn brokers(address: &str, roots: &str) -> Result<String> {
    let recorder = Recorder::default();
    let consumer: BaseConsumer<Recorder> = ClientConfig::new()
        .set("bootstrap.servers", address)
        .set("broker.address.family", "v4")
        .set("security.protocol", "ssl")
        .set("ssl.ca.pem", roots)
        // The oldest request for metadata, which a few lines of a test can answer.
        .set("api.version.request", "false")
        .set("broker.version.fallback", "0.9.0.1")
        .create_with_context(recorder.clone())?;
    let metadata = consumer.fetch_metadata(None, PATIENCE).map_err(|error| {
        // Why a connection was given up is an event, and events are for those who poll.
        while consumer.poll(SOON).is_some() {}
        anyhow!("{error}\n{}", recorder.lines().join("\n"))
    })?;

    let mut report = String::new();
    for broker in metadata.brokers() {
        writeln!(
            report,
            "broker {}: {}:{}",
            broker.id(),
            broker.host(),
            broker.port()
        )?;
    }
    Ok(report)
}
