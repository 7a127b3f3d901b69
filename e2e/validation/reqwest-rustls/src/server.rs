use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderName;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rustls::{ProtocolVersion, ServerConfig};
use sha2::{Digest, Sha256};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// The header in which the server tells the version of TLS that it was reached by.
pub const TLS_VERSION: HeaderName = HeaderName::from_static("x-tls-version");

/// Answers every HTTPS request with the SHA-256 of its body.
pub async fn serve(listener: TcpListener, tls: ServerConfig) {
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, acceptor.clone()));
    }
}

async fn answer(stream: TcpStream, acceptor: TlsAcceptor) {
    // A client that does not trust the certificate ends the handshake, and learns more than we do.
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let version = stream.get_ref().1.protocol_version();
    let service = service_fn(move |request| digest(request, version));
    if let Err(error) = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await
    {
        eprintln!("server: {error}");
    }
}

async fn digest(
    request: Request<Incoming>,
    version: Option<ProtocolVersion>,
) -> anyhow::Result<Response<Full<Bytes>>> {
    let body = request.into_body().collect().await?.to_bytes();
    let version = version
        .and_then(|version| version.as_str())
        .unwrap_or("unknown");
    Ok(Response::builder()
        .header(TLS_VERSION, version)
        .body(hex::encode(Sha256::digest(&body)).into())?)
}
