//! The UDP sockets of all calls: one for each address of this machine, shared, and each datagram routed to its call.
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

/// Datagrams that may wait for a call; further ones are dropped, as on any network.
const QUEUE: usize = 256;
/// The most peer addresses that are routed to one call.
const PEERS: usize = 64;
/// The largest datagram that is read completely.
const DATAGRAM: usize = 2048;

/// A datagram from the network.
pub(crate) struct Datagram {
    /// When it arrived.
    pub at: Instant,
    /// Its sender.
    pub source: SocketAddr,
    /// The local address that it was sent to.
    pub destination: SocketAddr,
    /// Its bytes.
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

/// All sockets, and the routes from datagrams to calls.
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

    /// Opens sockets on addresses that are new since (another network was joined).
    pub(crate) async fn refresh(&self) {
        if !self.chosen.is_empty() {
            return;
        }
        let Ok(interfaces) = if_addrs::get_if_addrs() else { return };
        for interface in interfaces {
            // An address that cannot be bound (it is just being configured) is skipped.
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

    /// The addresses at which calls can be reached.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        lock(&self.open).iter().filter_map(|socket| socket.local_addr().ok()).collect()
    }

    /// One call's use of the sockets, and its datagrams.
    pub(crate) fn line(&self) -> (Line, mpsc::Receiver<Datagram>) {
        let (inbox, datagrams) = mpsc::channel(QUEUE);
        let sockets =
            lock(&self.open).iter().filter_map(|s| Some((s.local_addr().ok()?, s.clone()))).collect();
        let line = Line { sockets, routes: self.routes.clone(), inbox, users: vec![], pairs: vec![] };
        (line, datagrams)
    }
}

/// Loopback is for browsers without another network, everything else for browsers that do not use loopback. Link-local
/// addresses are useless without the name of their link.
fn is_usable(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_link_local(),
        IpAddr::V6(address) => !address.is_unicast_link_local() && address != Ipv6Addr::LOCALHOST,
    }
}

/// Reads one socket and routes each datagram to its call. What belongs to none is dropped.
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

/// The local half of the user name in a STUN request (RFC 8445: `ours:theirs`).
fn user(contents: &[u8]) -> Option<&str> {
    // The first two bits of a STUN message are zero (RFC 7983); a DTLS record or an RTP packet is not parsed.
    if contents.first().is_none_or(|first| *first > 3) {
        return None;
    }
    StunMessage::parse(contents).ok()?.username()?.split_once(':').map(|(ours, _)| ours)
}

/// One call's use of the sockets. Its routes are removed when it drops.
pub(crate) struct Line {
    sockets: HashMap<SocketAddr, Arc<UdpSocket>>,
    routes: Arc<Mutex<Routes>>,
    inbox: Inbox,
    users: Vec<String>,
    pairs: Vec<Pair>,
}

impl Line {
    /// Routes STUN requests for this ICE user name here.
    pub(crate) fn route_user(&mut self, user: String) {
        if !self.users.contains(&user) {
            lock(&self.routes).by_user.insert(user.clone(), self.inbox.clone());
            self.users.push(user);
        }
    }

    /// Routes what this peer sends here.
    pub(crate) fn route_peer(&mut self, local: SocketAddr, peer: SocketAddr) {
        let pair = (local, peer);
        if !self.pairs.contains(&pair) && self.pairs.len() < PEERS {
            lock(&self.routes).by_pair.insert(pair, self.inbox.clone());
            self.pairs.push(pair);
        }
    }

    /// Sends a datagram, or drops it where the socket cannot take it at once.
    pub(crate) fn send(&mut self, from: SocketAddr, to: SocketAddr, contents: &[u8]) {
        self.route_peer(from, to);
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
            // The address may belong to another call by now.
            if routes.by_pair.get(pair).is_some_and(|inbox| inbox.same_channel(&self.inbox)) {
                routes.by_pair.remove(pair);
            }
        }
    }
}
