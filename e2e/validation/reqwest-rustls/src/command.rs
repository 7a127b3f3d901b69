use std::{env, fs};

use anyhow::{bail, Context, Result};

use crate::{get, self_test};

const USAGE: &str = "usage: reqwest-rustls get URL --ca FILE
       reqwest-rustls get URL --ca-env VARIABLE
       reqwest-rustls self-test TEXT";

#[derive(Debug, PartialEq)]
pub enum Command<'a> {
    Get { url: &'a str, roots: Roots<'a> },
    SelfTest { text: &'a str },
}

/// Where the certificates to trust are, in PEM.
#[derive(Debug, PartialEq)]
pub enum Roots<'a> {
    File(&'a str),
    Variable(&'a str),
}

impl<'a> Command<'a> {
    pub fn parse(arguments: &'a [String]) -> Result<Self> {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Ok(match *arguments {
            ["get", url, "--ca", file] => Self::Get {
                url,
                roots: Roots::File(file),
            },
            ["get", url, "--ca-env", variable] => Self::Get {
                url,
                roots: Roots::Variable(variable),
            },
            ["self-test", text] => Self::SelfTest { text },
            _ => bail!(USAGE),
        })
    }

    /// Does what was asked for and returns what to print.
    pub async fn run(self) -> Result<String> {
        match self {
            Self::Get { url, roots } => get::get(url, &roots.pem()?).await,
            Self::SelfTest { text } => self_test::self_test(text).await,
        }
    }
}

impl Roots<'_> {
    fn pem(&self) -> Result<String> {
        match self {
            Self::File(file) => fs::read_to_string(file).with_context(|| format!("file {file}")),
            Self::Variable(name) => env::var(name).with_context(|| format!("variable {name}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, Roots};

    fn arguments(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn parses_both_commands() {
        let get = Command::Get {
            url: "https://localhost",
            roots: Roots::File("ca.pem"),
        };
        assert_eq!(
            Command::parse(&arguments("get https://localhost --ca ca.pem")).unwrap(),
            get
        );
        assert_eq!(
            Command::parse(&arguments("self-test text")).unwrap(),
            Command::SelfTest { text: "text" }
        );
    }

    #[test]
    fn refuses_a_get_that_would_trust_nobody_in_particular() {
        assert!(Command::parse(&arguments("get https://localhost")).is_err());
    }
}
