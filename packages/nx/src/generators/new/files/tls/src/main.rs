//! Fetches an address over HTTPS. The certificates it trusts are compiled in, so it works where there
//! are none: in a container made from scratch.

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    let Some(address) = env::args().nth(1) else {
        println!(
            "trusts {} certificate authorities; name an address to fetch",
            webpki_roots::TLS_SERVER_ROOTS.len()
        );
        return ExitCode::SUCCESS;
    };
    match fetch(&address) {
        Ok(body) => {
            print!("{body}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{address}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn fetch(address: &str) -> Result<String, ureq::Error> {
    ureq::get(address).call()?.body_mut().read_to_string()
}
