use std::env;

use anyhow::{bail, Context, Result};

use crate::{brokers, round_trip};

const USAGE: &str = "usage: rdkafka-vendored-ssl round-trip MESSAGE...
       rdkafka-vendored-ssl brokers ADDRESS --ca-env VARIABLE";

#[derive(Debug, PartialEq)]
pub enum Command<'a> {
    RoundTrip { messages: &'a [String] },
    Brokers { address: &'a str, variable: &'a str },
}

impl<'a> Command<'a> {
    pub fn parse(arguments: &'a [String]) -> Result<Self> {
        match arguments {
            [command, messages @ ..] if command == "round-trip" && !messages.is_empty() => {
                Ok(Self::RoundTrip { messages })
            }
            [command, address, option, variable]
                if command == "brokers" && option == "--ca-env" =>
            {
                Ok(Self::Brokers { address, variable })
            }
            _ => bail!(USAGE),
        }
    }

    /// Does what was asked for and returns what to print.
    pub fn run(self) -> Result<String> {
        match self {
            Self::RoundTrip { messages } => round_trip::round_trip(messages),
            Self::Brokers { address, variable } => {
                let roots = env::var(variable).with_context(|| format!("variable {variable}"))?;
                brokers::brokers(address, &roots)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Command;

    fn arguments(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn refuses_to_ask_a_broker_that_it_would_trust_for_no_reason() {
        assert!(Command::parse(&arguments("brokers localhost:9093 --ca-env CA")).is_ok());
        assert!(Command::parse(&arguments("brokers localhost:9093")).is_err());
    }

    #[test]
    fn refuses_a_round_trip_of_nothing() {
        assert!(Command::parse(&arguments("round-trip")).is_err());
    }
}
