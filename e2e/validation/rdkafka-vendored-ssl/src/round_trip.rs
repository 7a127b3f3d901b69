use std::fmt::Write;
use std::time::Duration;

use anyhow::{anyhow, Context, Result};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{BaseProducer, BaseRecord, DefaultProducerContext, Producer};
use rdkafka::{ClientConfig, Message, Offset, TopicPartitionList};
use sha2::{Digest, Sha256};

use crate::versions::versions;

/// Each has a topic of its name.
const CODECS: [&str; 5] = ["gzip", "lz4", "none", "snappy", "zstd"];
const PARTITIONS: i32 = 8;
/// Long enough that compression gains something.
const REPETITIONS: usize = 100;
const PATIENCE: Duration = Duration::from_secs(10);

/// What came back of one message.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Received {
    codec: String,
    partition: i32,
    offset: i64,
    key: String,
    digest: String,
}

/// Sends every message with every compression through a mock cluster in this process. Its partition
/// is librdkafka's murmur2 of the message, which is the key; the payload is the message many times.
pub fn round_trip(messages: &[String]) -> Result<String> {
    let cluster = MockCluster::new(1)?;
    for codec in CODECS {
        cluster.create_topic(codec, PARTITIONS, 1)?;
        produce(&cluster, codec, messages)?;
    }
    let mut received = consume(&cluster, CODECS.len() * messages.len())?;
    received.sort();

    let mut report = versions()?;
    for message in received {
        writeln!(
            report,
            "{} {}@{} {} {}",
            message.codec,
            message.partition,
            message.offset,
            hex::encode(message.key),
            message.digest
        )?;
    }
    Ok(report)
}

fn produce(
    cluster: &MockCluster<'_, DefaultProducerContext>,
    codec: &str,
    messages: &[String],
) -> Result<()> {
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", cluster.bootstrap_servers())
        .set("compression.codec", codec)
        .set("partitioner", "murmur2")
        .create()?;
    for message in messages {
        let payload = message.repeat(REPETITIONS);
        let record = BaseRecord::to(codec).key(message).payload(&payload);
        producer.send(record).map_err(|(error, _)| anyhow!(error))?;
    }
    Ok(producer.flush(PATIENCE)?)
}

fn consume(
    cluster: &MockCluster<'_, DefaultProducerContext>,
    count: usize,
) -> Result<Vec<Received>> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", cluster.bootstrap_servers())
        .set("group.id", "validation")
        .set("check.crcs", "true")
        .create()?;
    let mut partitions = TopicPartitionList::new();
    for codec in CODECS {
        for partition in 0..PARTITIONS {
            partitions.add_partition_offset(codec, partition, Offset::Beginning)?;
        }
    }
    consumer.assign(&partitions)?;
    (0..count)
        .map(|number| {
            let message = consumer
                .poll(PATIENCE)
                .with_context(|| format!("only {number} of {count} messages have come back"))??;
            Ok(Received {
                codec: message.topic().to_owned(),
                partition: message.partition(),
                offset: message.offset(),
                key: String::from_utf8(message.key().unwrap_or_default().to_vec())?,
                digest: hex::encode(Sha256::digest(message.payload().unwrap_or_default())),
            })
        })
        .collect()
}
