use std::path::Path;

use anyhow::{bail, ensure, Context, Result};

use crate::database;

const USAGE: &str = "usage: rust-rocksdb-demo write FOLDER TEXT COUNT
       rust-rocksdb-demo read FOLDER
       rust-rocksdb-demo round-trip FOLDER TEXT COUNT";

#[derive(Debug, PartialEq)]
pub enum Command<'a> {
    Write(Entries<'a>),
    Read {
        folder: &'a Path,
    },
    /// Writes, reads and destroys.
    RoundTrip(Entries<'a>),
}

#[derive(Debug, PartialEq)]
pub struct Entries<'a> {
    folder: &'a Path,
    text: &'a str,
    count: usize,
}

impl<'a> Command<'a> {
    pub fn parse(arguments: &'a [String]) -> Result<Self> {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Ok(match *arguments {
            ["write", folder, text, count] => Self::Write(Entries::parse(folder, text, count)?),
            ["read", folder] => Self::Read {
                folder: Path::new(folder),
            },
            ["round-trip", folder, text, count] => {
                Self::RoundTrip(Entries::parse(folder, text, count)?)
            }
            _ => bail!(USAGE),
        })
    }

    /// Does what was asked for and returns what to print.
    pub fn run(self) -> Result<String> {
        match self {
            Self::Write(Entries {
                folder,
                text,
                count,
            }) => {
                database::write(folder, text, count)?;
                Ok(String::new())
            }
            Self::Read { folder } => database::read(folder),
            Self::RoundTrip(Entries {
                folder,
                text,
                count,
            }) => {
                database::write(folder, text, count)?;
                let report = database::read(folder)?;
                Ok(format!(
                    "{report}destroyed: {}\n",
                    database::destroy(folder)?
                ))
            }
        }
    }
}

impl<'a> Entries<'a> {
    fn parse(folder: &'a str, text: &'a str, count: &str) -> Result<Self> {
        let count: usize = count.parse().context("the count is not a number")?;
        ensure!(
            (2..=99_999).contains(&count),
            "the count is not from 2 to 99,999"
        );
        Ok(Self {
            folder: Path::new(folder),
            text,
            count,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Command;

    fn arguments(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn refuses_counts_that_would_not_fill_the_keys() {
        assert!(Command::parse(&arguments("write folder text 2")).is_ok());
        assert!(Command::parse(&arguments("write folder text 1")).is_err());
        assert!(Command::parse(&arguments("write folder text 100000")).is_err());
    }
}
