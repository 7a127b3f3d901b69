//! Greets by name and prints the CRC-32C of that name, computed by C code.

mod crc32c;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();

    match name(&arguments) {
        Ok(name) => {
            println!("{}", greeting::greet(name));
            println!("crc32c: {:08x}", crc32c::crc32c(name.as_bytes()));
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("Error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn name(arguments: &[OsString]) -> Result<&str, &'static str> {
    match arguments {
        [name] => name.to_str().ok_or("the name is not valid UTF-8"),
        _ => Err("usage: hello-static NAME"),
    }
}
