//! Sends a message over TLS in this process and derives a key from a passphrase to authenticate it,
//! all of it by OpenSSL.

mod derive;
mod identity;
mod tls;

use std::env;
use std::ffi::OsString;
use std::net::TcpListener;
use std::thread;

use anyhow::{bail, Context, Result};

use identity::Identity;

fn main() -> Result<()> {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let [message, passphrase] = arguments.as_slice() else {
        bail!("usage: openssl-sys-demo MESSAGE PASSPHRASE");
    };
    let message = message.to_str().context("the message is not valid UTF-8")?;
    let passphrase = passphrase
        .to_str()
        .context("the passphrase is not valid UTF-8")?;

    println!("openssl: {}", openssl::version::version());
    exchange(message)?;
    authenticate(message, passphrase)
}

fn exchange(message: &str) -> Result<()> {
    let identity = Identity::new()?;
    let stranger = Identity::new()?;
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let acceptor = tls::acceptor(&identity)?;
    thread::spawn(move || tls::serve(&listener, &acceptor));

    let answer = tls::ask(address, &identity.certificate, message)?;
    println!("protocol: {}", answer.protocol);
    println!("cipher: {}", answer.cipher);
    println!("sha256: {}", hex::encode(answer.digest));

    let refusal = tls::refusal(address, &stranger.certificate)?;
    println!("stranger: refused ({refusal})");
    Ok(())
}

fn authenticate(message: &str, passphrase: &str) -> Result<()> {
    let key = derive::key(passphrase, message)?;
    println!("pbkdf2: {}", hex::encode(key));
    println!("hmac: {}", hex::encode(derive::tag(&key, message)?));
    Ok(())
}
