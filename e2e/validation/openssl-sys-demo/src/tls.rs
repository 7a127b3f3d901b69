use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

use anyhow::{bail, Context, Result};
use openssl::error::ErrorStack;
use openssl::sha::sha256;
use openssl::ssl::{HandshakeError, SslAcceptor, SslConnector, SslMethod, SslStream};
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::{X509VerifyResult, X509};

use crate::identity::{Identity, NAME};

pub struct Answer {
    pub protocol: &'static str,
    pub cipher: String,
    pub digest: Vec<u8>,
}

pub fn acceptor(identity: &Identity) -> Result<SslAcceptor, ErrorStack> {
    let mut acceptor = SslAcceptor::mozilla_modern_v5(SslMethod::tls_server())?;
    acceptor.set_private_key(&identity.key)?;
    acceptor.set_certificate(&identity.certificate)?;
    Ok(acceptor.build())
}

/// Answers every message with its SHA-256.
pub fn serve(listener: &TcpListener, acceptor: &SslAcceptor) -> Result<()> {
    loop {
        let (stream, _) = listener.accept()?;
        // A client that does not trust the certificate ends the handshake, and learns more than we do.
        if let Ok(stream) = acceptor.accept(stream) {
            answer(stream)?;
        }
    }
}

fn answer(mut stream: SslStream<TcpStream>) -> Result<()> {
    let mut message = Vec::new();
    stream.read_to_end(&mut message)?;
    stream.write_all(&sha256(&message))?;
    stream.shutdown()?;
    Ok(())
}

/// Sends a message to a server that has exactly this certificate.
pub fn ask(server: SocketAddr, trusted: &X509, message: &str) -> Result<Answer> {
    let mut stream = connector(trusted)?.connect(NAME, TcpStream::connect(server)?)?;
    stream.write_all(message.as_bytes())?;
    stream.shutdown()?;
    let mut digest = Vec::new();
    stream.read_to_end(&mut digest)?;

    let ssl = stream.ssl();
    Ok(Answer {
        protocol: ssl.version_str(),
        cipher: ssl.current_cipher().context("no cipher")?.name().to_owned(),
        digest,
    })
}

/// Why a client that trusts only this certificate does not talk to the server. Fails if it does.
pub fn refusal(server: SocketAddr, trusted: &X509) -> Result<X509VerifyResult> {
    match connector(trusted)?.connect(NAME, TcpStream::connect(server)?) {
        Ok(_) => bail!("a stranger's certificate was accepted"),
        Err(HandshakeError::Failure(stream))
            if stream.ssl().verify_result() != X509VerifyResult::OK =>
        {
            Ok(stream.ssl().verify_result())
        }
        Err(error) => Err(error.into()),
    }
}

fn connector(trusted: &X509) -> Result<SslConnector, ErrorStack> {
    let mut store = X509StoreBuilder::new()?;
    store.add_cert(trusted.clone())?;
    let mut connector = SslConnector::builder(SslMethod::tls_client())?;
    connector.set_cert_store(store.build());
    Ok(connector.build())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::{acceptor, ask, refusal, serve};
    use crate::identity::Identity;

    #[test]
    fn answers_only_those_who_trust_it() {
        let identity = Identity::new().unwrap();
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = acceptor(&identity).unwrap();
        thread::spawn(move || serve(&listener, &acceptor));

        let answer = ask(address, &identity.certificate, "abc").unwrap();
        assert_eq!(answer.digest, openssl::sha::sha256(b"abc"));
        let stranger = Identity::new().unwrap();
        assert!(refusal(address, &stranger.certificate).is_ok());
    }
}
