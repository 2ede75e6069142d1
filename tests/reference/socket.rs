//! The least of HTTP and WebSocket that a shell for tests needs, over plain TCP.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

/// What a socket said.
pub(crate) enum Said {
    Text(String),
    Closed {
        code: u16,
    },
    /// Nothing within the time.
    Nothing,
}

/// A socket did not open.
pub(crate) struct Refused {
    /// The server's answer, where there was one.
    pub(crate) status: Option<u16>,
}

impl From<io::Error> for Refused {
    fn from(_: io::Error) -> Self {
        Self { status: None }
    }
}

pub(crate) struct Socket {
    stream: TcpStream,
    /// Bytes that were read and not used yet.
    read: Vec<u8>,
    /// The message whose last fragment has not come yet.
    message: Vec<u8>,
    closed: bool,
}

fn address(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").expect("an absolute URL").1;
    let slash = rest.find('/').expect("a path");
    rest.split_at(slash)
}

/// Posts nothing, as the token's bearer, and gives status and body.
pub(crate) fn post(url: &str, token: Option<&str>) -> io::Result<(u16, String)> {
    let (host, path) = address(url);
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let bearer = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    write!(stream, "POST {path} HTTP/1.0\r\nHost: {host}\r\n{bearer}Content-Length: 0\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    Ok((status(head).unwrap_or_default(), body.to_owned()))
}

fn status(head: &str) -> Option<u16> {
    head.split(' ').nth(1)?.parse().ok()
}

impl Socket {
    /// Opens a WebSocket.
    pub(crate) fn open(url: &str) -> Result<Self, Refused> {
        let (host, path) = address(url);
        let mut stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )?;
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte)?;
            head.extend_from_slice(&byte);
        }
        if head.starts_with(b"HTTP/1.1 101") {
            Ok(Self { stream, read: Vec::new(), message: Vec::new(), closed: false })
        } else {
            Err(Refused { status: status(&String::from_utf8_lossy(&head)) })
        }
    }

    /// Sends one text frame.
    pub(crate) fn send(&mut self, text: &str) -> io::Result<()> {
        self.write(0x81, text.as_bytes())
    }

    /// Ends the socket as a browser's `close()` does: with WebSocket's own Close, and no status.
    pub(crate) fn close(&mut self) {
        // It may be gone already.
        let _ = self.write(0x88, &[]).and_then(|()| self.stream.shutdown(Shutdown::Write));
        self.closed = true;
    }

    /// Writes one frame. The mask is zero: there is no proxy to protect here.
    fn write(&mut self, kind: u8, payload: &[u8]) -> io::Result<()> {
        let mut frame = vec![kind];
        match payload.len() {
            length @ 0..126 => frame.push(0x80 | u8::try_from(length).expect("small")),
            length @ 126..0x1_0000 => {
                frame.push(0xFE);
                frame.extend(u16::try_from(length).expect("small").to_be_bytes());
            }
            length => {
                frame.push(0xFF);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(payload);
        self.stream.write_all(&frame)
    }

    /// Waits at most `limit` for what the server says next.
    pub(crate) fn receive(&mut self, limit: Duration) -> Said {
        if self.closed {
            return Said::Closed { code: 1006 };
        }
        loop {
            if let Some(said) = self.take_frame() {
                return said;
            }
            self.stream.set_read_timeout(Some(limit.max(Duration::from_millis(1)))).expect("a socket");
            let mut chunk = [0; 16_384];
            match self.stream.read(&mut chunk) {
                Ok(0) => return self.over(1006),
                Ok(length) => self.read.extend_from_slice(&chunk[..length]),
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    return Said::Nothing;
                }
                Err(_) => return self.over(1006),
            }
        }
    }

    fn over(&mut self, code: u16) -> Said {
        self.closed = true;
        Said::Closed { code }
    }

    /// The next whole message of what was read. The server sends long ones in fragments.
    fn take_frame(&mut self) -> Option<Said> {
        let (&first, &second) = (self.read.first()?, self.read.get(1)?);
        let (length, start) = match second {
            126 => (usize::from(u16::from_be_bytes(*self.read.get(2..)?.first_chunk()?)), 4),
            127 => (usize::try_from(u64::from_be_bytes(*self.read.get(2..)?.first_chunk()?)).ok()?, 10),
            length => (usize::from(length), 2),
        };
        let payload = self.read.get(start..start + length)?.to_vec();
        self.read.drain(..start + length);
        match first & 15 {
            0 | 1 => {
                self.message.extend_from_slice(&payload);
                if first & 0x80 == 0 {
                    return self.take_frame();
                }
                let message = core::mem::take(&mut self.message);
                Some(Said::Text(String::from_utf8(message).expect("UTF-8")))
            }
            8 => {
                let code = payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code));
                Some(self.over(code))
            }
            _ => self.take_frame(),
        }
    }
}
