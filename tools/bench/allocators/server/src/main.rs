//! An HTTP server that reads JSON, sorts it and answers with it, under the load of its own clients. `server
//! <clients> <requests of each>`; without arguments it does nothing, to measure a start.

use std::convert::Infallible;

use http_body_util::{BodyExt, Full};
use hyper::{body::{Bytes, Incoming}, server::conn::http1, service::service_fn, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{json, Value};
use tokio::{io::{AsyncReadExt, AsyncWriteExt}, net::{TcpListener, TcpStream}};

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let body = request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let mut orders: Vec<Value> = serde_json::from_slice(&body).unwrap_or_default();
    orders.sort_by_key(|order| order["price"].as_u64());
    Ok(Response::new(Full::from(serde_json::to_vec(&orders).unwrap_or_default())))
}

async fn client(address: std::net::SocketAddr, number: usize, requests: usize) -> std::io::Result<usize> {
    let mut stream = TcpStream::connect(address).await?;
    let mut answered = 0;
    let mut buffer = vec![0; 64 * 1024];
    for request in 0..requests {
        let orders: Vec<Value> = (0..40)
            .map(|row| json!({ "id": row, "name": format!("order {number}-{request}-{row}"), "price": (row * 7919 + request) % 1009 }))
            .collect();
        let body = serde_json::to_vec(&orders)?;
        let mut message = format!("POST / HTTP/1.1\r\nHost: bench\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
        message.extend_from_slice(&body);
        stream.write_all(&message).await?;
        // The answer has the same orders in another sequence, so as many bytes.
        let mut read = 0;
        loop {
            let count = stream.read(&mut buffer[read..]).await?;
            read += count;
            let head = buffer[..read].windows(4).position(|part| part == b"\r\n\r\n");
            if count == 0 || head.is_some_and(|head| read >= head + 4 + body.len()) { break; }
        }
        answered += usize::from(buffer.starts_with(b"HTTP/1.1 200"));
    }
    Ok(answered)
}

fn main() -> std::io::Result<()> {
    let args: Vec<usize> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let [clients, requests] = args[..] else { return Ok(()) };
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)));
            }
        });
        let running: Vec<_> = (0..clients).map(|number| tokio::spawn(client(address, number, requests))).collect();
        let mut answered = 0;
        for one in running { answered += one.await.expect("a client")?; }
        assert_eq!(answered, clients * requests);
        println!("{answered}");
        Ok(())
    })
}
