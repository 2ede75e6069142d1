//! The UDP sockets of all calls: one for each address of this machine, shared, and each datagram led to its call.
//!
//! A call is found by the ICE user name in a STUN request, and by the peer's address in everything else.
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use str0m::ice::StunMessage;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

use crate::log;

/// Datagrams that may wait for a call; a call that falls behind loses further ones, as on any network.
const QUEUE: usize = 256;
/// Peer addresses that lead to one call at most.
const PEERS: usize = 64;
/// The largest datagram that is read whole.
const DATAGRAM: usize = 2048;

/// Something that came from the network.
pub(crate) struct Datagram {
    /// When it came.
    pub at: Instant,
    /// Who sent it.
    pub source: SocketAddr,
    /// Which of our addresses it was sent to.
    pub destination: SocketAddr,
    /// What it holds.
    pub contents: Vec<u8>,
}

type Inbox = mpsc::Sender<Datagram>;
type Pair = (SocketAddr, SocketAddr);

#[derive(Default)]
struct Routes {
    by_user: HashMap<String, Inbox>,
    /// Our address and the peer's.
    by_pair: HashMap<Pair, Inbox>,
}

/// All sockets, and which call each datagram is for.
pub(crate) struct Sockets {
    chosen: Vec<IpAddr>,
    open: Mutex<Vec<Arc<UdpSocket>>>,
    routes: Arc<Mutex<Routes>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sockets {
    /// Opens a socket on each of these addresses, or, if there are none, on each of the machine's.
    pub(crate) async fn open(chosen: Vec<IpAddr>) -> io::Result<Self> {
        let sockets = Self { chosen, open: Mutex::default(), routes: Arc::default() };
        for address in &sockets.chosen {
            sockets.add(*address).await?;
        }
        sockets.refresh().await;
        if lock(&sockets.open).is_empty() {
            return Err(io::Error::new(
                io::ErrorKind::AddrNotAvailable,
                "this machine has no address for media",
            ));
        }
        Ok(sockets)
    }

    /// Opens sockets on addresses that have come since (another network was joined).
    pub(crate) async fn refresh(&self) {
        if !self.chosen.is_empty() {
            return;
        }
        let Ok(interfaces) = if_addrs::get_if_addrs() else { return };
        for interface in interfaces {
            // An address that cannot be bound (one just being configured) is left out.
            let address = interface.ip();
            if is_usable(address) && !self.has(address) && self.add(address).await.is_err() {
                log::line("media", "an address of this machine cannot be used");
            }
        }
    }

    fn has(&self, address: IpAddr) -> bool {
        self.addresses().iter().any(|open| open.ip() == address)
    }

    async fn add(&self, address: IpAddr) -> io::Result<()> {
        let socket = Arc::new(UdpSocket::bind((address, 0)).await?);
        let local = socket.local_addr()?;
        lock(&self.open).push(socket.clone());
        tokio::spawn(receive(socket, local, self.routes.clone()));
        Ok(())
    }

    /// The addresses calls can be reached at.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        lock(&self.open).iter().filter_map(|socket| socket.local_addr().ok()).collect()
    }

    /// The way in and out for one call.
    pub(crate) fn line(&self) -> (Line, mpsc::Receiver<Datagram>) {
        let (inbox, datagrams) = mpsc::channel(QUEUE);
        let sockets =
            lock(&self.open).iter().filter_map(|s| Some((s.local_addr().ok()?, s.clone()))).collect();
        let line = Line { sockets, routes: self.routes.clone(), inbox, users: vec![], pairs: vec![] };
        (line, datagrams)
    }
}

/// Loopback for browsers without any other network, everything else for those that shun loopback; no
/// link-local addresses, which are nothing without the name of their link.
fn is_usable(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_link_local(),
        IpAddr::V6(address) => !address.is_unicast_link_local() && address != Ipv6Addr::LOCALHOST,
    }
}

/// Reads one socket and hands each datagram to its call. What belongs to none is dropped.
async fn receive(socket: Arc<UdpSocket>, local: SocketAddr, routes: Arc<Mutex<Routes>>) {
    let mut buffer = vec![0; DATAGRAM];
    loop {
        // An error here is an ICMP answer to something sent earlier (a peer that closed its port).
        let Ok((length, source)) = socket.recv_from(&mut buffer).await else {
            tokio::task::yield_now().await;
            continue;
        };
        let contents = &buffer[..length];
        let inbox = {
            let routes = lock(&routes);
            user(contents)
                .and_then(|user| routes.by_user.get(user))
                .or_else(|| routes.by_pair.get(&(local, source)))
                .cloned()
        };
        if let Some(inbox) = inbox {
            let datagram =
                Datagram { at: Instant::now(), source, destination: local, contents: contents.to_vec() };
            let _ = inbox.try_send(datagram);
        }
    }
}

/// Our half of the user name in a STUN request (RFC 8445: `ours:theirs`).
fn user(contents: &[u8]) -> Option<&str> {
    // The first two bits of a STUN message are zero (RFC 7983); a DTLS record or an RTP packet is not parsed.
    if contents.first().is_none_or(|first| *first > 3) {
        return None;
    }
    StunMessage::parse(contents).ok()?.username()?.split_once(':').map(|(ours, _)| ours)
}

/// One call's use of the sockets. What leads to the call is forgotten when it drops.
pub(crate) struct Line {
    sockets: HashMap<SocketAddr, Arc<UdpSocket>>,
    routes: Arc<Mutex<Routes>>,
    inbox: Inbox,
    users: Vec<String>,
    pairs: Vec<Pair>,
}

impl Line {
    /// STUN requests for this ICE user name lead here from now on.
    pub(crate) fn listen_for(&mut self, user: String) {
        if !self.users.contains(&user) {
            lock(&self.routes).by_user.insert(user.clone(), self.inbox.clone());
            self.users.push(user);
        }
    }

    /// What this peer sends leads here from now on.
    pub(crate) fn listen_to(&mut self, local: SocketAddr, peer: SocketAddr) {
        let pair = (local, peer);
        if !self.pairs.contains(&pair) && self.pairs.len() < PEERS {
            lock(&self.routes).by_pair.insert(pair, self.inbox.clone());
            self.pairs.push(pair);
        }
    }

    /// Sends a datagram, or loses it where the network does not take it at once.
    pub(crate) fn send(&mut self, from: SocketAddr, to: SocketAddr, contents: &[u8]) {
        self.listen_to(from, to);
        if let Some(socket) = self.sockets.get(&from) {
            let _ = socket.try_send_to(contents, to);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut routes = lock(&self.routes);
        for user in &self.users {
            routes.by_user.remove(user);
        }
        for pair in &self.pairs {
            // Another call may have the address by now.
            if routes.by_pair.get(pair).is_some_and(|inbox| inbox.same_channel(&self.inbox)) {
                routes.by_pair.remove(pair);
            }
        }
    }
}
