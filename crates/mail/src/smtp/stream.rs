//! The streams that lettre's client talks over: TCP with its replies handed on line by line, and TLS from
//! the first byte. Opening them is `connect.rs`'s business.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// TCP that never hands over more than one line at a time. The client buffers what it reads and keeps the
/// buffer across STARTTLS, so that plain text sent along with the server's consent would be taken for the
/// first encrypted reply (NO STARTTLS, CVE-2021-38371 and its kin). Here it stays below the encryption,
/// where it breaks the handshake.
#[derive(Debug)]
pub(super) struct ByLine {
    tcp: TcpStream,
    buffer: Vec<u8>,
    read: usize,
}

impl ByLine {
    pub fn new(tcp: TcpStream) -> Self {
        Self { tcp, buffer: Vec::new(), read: 0 }
    }
}

impl AsyncRead for ByLine {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.read == this.buffer.len() {
            this.buffer.resize(8_192, 0);
            let mut fresh = ReadBuf::new(&mut this.buffer);
            let polled = Pin::new(&mut this.tcp).poll_read(cx, &mut fresh);
            let filled = fresh.filled().len();
            this.buffer.truncate(filled);
            this.read = 0;
            ready!(polled)?;
        }
        let rest = &this.buffer[this.read..];
        let line = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        let count = line.min(out.remaining());
        out.put_slice(&rest[..count]);
        this.read += count;
        Poll::Ready(Ok(()))
    }
}

/// TLS over TCP, for `smtps`.
#[derive(Debug)]
pub(super) struct Encrypted(pub TlsStream<TcpStream>);

impl AsyncRead for Encrypted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, out)
    }
}

macro_rules! write_through {
    ($stream:ident, $inner:tt) => {
        impl AsyncWrite for $stream {
            fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
                Pin::new(&mut self.$inner).poll_write(cx, bytes)
            }

            fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                Pin::new(&mut self.$inner).poll_flush(cx)
            }

            fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                Pin::new(&mut self.$inner).poll_shutdown(cx)
            }
        }
    };
}

write_through!(ByLine, tcp);
write_through!(Encrypted, 0);

impl AsyncTokioStream for ByLine {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.peer_addr()
    }
}

impl AsyncTokioStream for Encrypted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}
