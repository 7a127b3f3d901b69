use std::env;

use anyhow::{bail, Context, Result};

use crate::inventory;
use crate::native;

const USAGE: &str = "usage: (with a connection string in DATABASE_URL)
       PROGRAM record '[{\"id\": UUID, \"name\": TEXT, \"address\": CIDR, \"cost\": DECIMAL,
                       \"seen\": SECONDS, \"rebooted\": SECONDS}, ...]'
       PROGRAM offline USER PASSWORD";

#[derive(Debug, PartialEq)]
pub enum Command<'a> {
    Record { hosts: &'a str },
    Offline { user: &'a str, password: &'a str },
}

impl<'a> Command<'a> {
    pub fn parse(arguments: &'a [String]) -> Result<Self> {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Ok(match *arguments {
            ["record", hosts] => Self::Record { hosts },
            ["offline", user, password] => Self::Offline { user, password },
            _ => bail!(USAGE),
        })
    }

    /// Does what was asked for and returns what to print.
    pub fn run(self) -> Result<String> {
        match self {
            Self::Record { hosts } => {
                let database = env::var("DATABASE_URL").context("variable DATABASE_URL")?;
                inventory::record(&database, hosts)
            }
            Self::Offline { user, password } => Ok(format!(
                "{}md5: {}\n",
                native::versions(),
                native::md5_verifier(user, password)?
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Command;

    #[test]
    fn refuses_what_it_does_not_know() {
        assert!(Command::parse(&["record".to_owned(), "[]".to_owned()]).is_ok());
        assert!(Command::parse(&["record".to_owned()]).is_err());
        assert!(Command::parse(&["erase".to_owned(), "[]".to_owned()]).is_err());
    }
}
