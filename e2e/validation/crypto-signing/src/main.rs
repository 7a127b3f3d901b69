//! Signs a message with an Ed25519 and an ECDSA P-256 key made for it, and prints what anybody needs
//! to check the signatures.

mod ecdsa;
mod eddsa;
mod signed;

use std::env;
use std::ffi::OsString;

use anyhow::{bail, Context, Result};
use ring::rand::SystemRandom;

fn main() -> Result<()> {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let [message] = arguments.as_slice() else {
        bail!("usage: crypto-signing MESSAGE");
    };
    let message = message.to_str().context("the message is not valid UTF-8")?;

    let random = SystemRandom::new();
    for (scheme, signed) in [
        ("ed25519", eddsa::sign(message.as_bytes(), &random)?),
        ("p256", ecdsa::sign(message.as_bytes(), &random)?),
    ] {
        signed.prove(message.as_bytes()).context(scheme)?;
        println!("{scheme} public key: {}", hex::encode(&signed.public_key));
        println!("{scheme} signature: {}", hex::encode(&signed.signature));
    }
    Ok(())
}
