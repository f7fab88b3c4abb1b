//! The stream under the client: TCP or TLS, whose replies are handed on line by line. The client reads into
//! a buffer that it throws away with each reply; with no more than a line in it, nothing is lost of the
//! replies to commands that went out together. Opening streams is `connect.rs`'s business.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// TCP, or TLS over it.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send + Sync {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send + Sync> Stream for S {}

/// A stream that never hands over more than one line at a time, and remembers the latest reply.
pub(super) struct ByLine {
    stream: Box<dyn Stream>,
    buffer: Vec<u8>,
    read: usize,
    reply: Vec<u8>,
    reply_is_whole: bool,
}

impl ByLine {
    pub fn new(stream: Box<dyn Stream>) -> Self {
        Self { stream, buffer: Vec::new(), read: 0, reply: Vec::new(), reply_is_whole: false }
    }

    /// The stream below, unless the server has said more than was read: in plain text, that would be taken
    /// for the first encrypted reply (NO STARTTLS, CVE-2021-38371 and its kin).
    pub fn into_inner(self) -> Option<Box<dyn Stream>> {
        (self.read == self.buffer.len()).then_some(self.stream)
    }

    /// What was read of the latest reply, as it came.
    pub fn reply(&self) -> &[u8] {
        &self.reply
    }

    /// Whether all lines of the latest reply have this code, as they must (RFC 5321 section 4.2.1): of a reply that
    /// both agrees and refuses the client only sees the first line, and of one with line ends of other kinds in
    /// it, another than was read last.
    pub fn reply_is_of_code(&self, code: u16) -> bool {
        let code = code.to_string();
        let mut lines = self.reply.split_inclusive(|byte| *byte == b'\n');
        !self.reply.is_empty() && lines.all(|line| line.starts_with(code.as_bytes()))
    }

    /// The client's own view of a reply cuts long codes short (5.7.509 becomes 5.7.255).
    fn remember(&mut self, piece: std::ops::Range<usize>) {
        if self.reply_is_whole {
            self.reply.clear();
        }
        self.reply.extend_from_slice(&self.buffer[piece]);
        // A hyphen after the code announces another line (RFC 5321 section 4.2.1).
        self.reply_is_whole = match self.reply.strip_suffix(b"\n") {
            Some(lines) => {
                let start = lines.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
                lines.get(start + 3) != Some(&b'-')
            }
            None => false,
        };
    }
}

impl AsyncRead for ByLine {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.read == this.buffer.len() {
            this.buffer.resize(4_096, 0);
            let mut fresh = ReadBuf::new(&mut this.buffer);
            let polled = Pin::new(&mut this.stream).poll_read(cx, &mut fresh);
            let filled = fresh.filled().len();
            this.buffer.truncate(filled);
            this.read = 0;
            ready!(polled)?;
            if filled == 0 {
                let reason = "the server closed the connection";
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::UnexpectedEof, reason)));
            }
        }
        let rest = &this.buffer[this.read..];
        let line = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        let count = line.min(out.remaining());
        out.put_slice(&rest[..count]);
        let start = this.read;
        this.read += count;
        this.remember(start..start + count);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ByLine {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
