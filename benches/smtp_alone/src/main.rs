//! Sends one mail many times with the SMTP library alone: no queue, no database, no rendering. Each connection
//! sends in a loop until the count is used up.
//! Usage: `smtp_alone HOST:PORT CONNECTIONS COUNT FILE.eml`

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mail_send::SmtpClient;
use mail_send::smtp::message::Parameters;
use tokio::net::TcpStream;

type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, connections, count, file] = arguments.as_slice() else {
        return Err("usage: smtp_alone HOST:PORT CONNECTIONS COUNT FILE.eml".into());
    };
    let (connections, count): (usize, usize) = (connections.parse()?, count.parse()?);
    let source: Arc<[u8]> = std::fs::read(file)?.into();
    let next = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..connections)
        .map(|_| tokio::spawn(send(server.clone(), source.clone(), next.clone(), count)))
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(())
}

async fn send(server: String, source: Arc<[u8]>, next: Arc<AtomicUsize>, count: usize) -> Outcome {
    let stream = TcpStream::connect(&server).await?;
    // Without it each mail can wait 40 ms for a delayed ACK.
    stream.set_nodelay(true)?;
    let mut client = SmtpClient { stream, timeout: Duration::from_secs(60) };
    let greeting = client.read().await?;
    if greeting.code() != 220 {
        return Err(format!("greeting: {greeting}").into());
    }
    client.ehlo("localhost").await?;
    let none = Parameters::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= count {
            client.quit().await?;
            return Ok(());
        }
        client.mail_from("accounts@example.org", &none).await?;
        client.rcpt_to(&format!("alone-{number}@example.net"), &none).await?;
        client.data(&source).await?;
    }
}
