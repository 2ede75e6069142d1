//! The command line.
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::Parser;

use crate::scenario;

/// A local Voisnap: the documented REST call, the SignalR hub, and an agent that speaks and listens.
///
/// No account, no key and no network are needed. Point a client's base URL at the address it prints.
#[derive(Parser, Clone, Debug)]
#[command(name = "voisnap-emulator", version, after_long_help = scenario::help())]
pub(crate) struct Options {
    /// Address to serve REST, hub and pages on.
    #[arg(long, default_value = "127.0.0.1", value_name = "IP")]
    pub host: IpAddr,
    /// Port to serve on; 0 takes any free one.
    #[arg(long, default_value_t = 5170)]
    pub port: u16,
    /// Folder of pages to serve at /.
    #[arg(long, value_name = "DIR", value_parser = folder)]
    pub www: Option<PathBuf>,
    /// Another folder to serve under a path, as in /pkg=./pkg (repeatable).
    #[arg(long, value_name = "/PREFIX=DIR")]
    pub mount: Vec<Mount>,
    /// Address for media, instead of every address of this machine (repeatable).
    #[arg(long, value_name = "IP")]
    pub media_address: Vec<IpAddr>,

    /// Key of the access tokens (HS256). With your backend's key, its tokens are accepted.
    #[arg(
        long,
        default_value = "voisnap-emulator-signing-key-of-32-bytes!",
        value_name = "KEY",
        hide_default_value = true
    )]
    pub signing_key: String,
    /// Lifetime of an access token from the login call.
    #[arg(long, default_value = "600", value_name = "SECONDS", value_parser = seconds)]
    pub token_lifetime: Duration,
    /// Time within which a session must be used.
    #[arg(long, default_value = "300", value_name = "SECONDS", value_parser = seconds)]
    pub session_lifetime: Duration,

    /// STUN server in every session's iceServers (repeatable), as in stun:127.0.0.1:3478.
    #[arg(long, value_name = "URL")]
    pub stun: Vec<String>,
    /// TURN URLs in every session's iceServers, separated by commas.
    #[arg(long, value_name = "URLS", value_delimiter = ',', requires = "turn_secret")]
    pub turn: Vec<String>,
    /// Secret shared with the TURN server (coturn: use-auth-secret), for credentials of the session.
    #[arg(long, value_name = "SECRET", env = "VOISNAP_TURN_SECRET", hide_env_values = true)]
    pub turn_secret: Option<String>,

    /// Time between the hub's pings.
    #[arg(long, default_value = "15000", value_name = "MS", value_parser = milliseconds)]
    pub keep_alive: Duration,
    /// Silence after which the hub drops a client that has pinged before.
    #[arg(long, default_value = "30000", value_name = "MS", value_parser = milliseconds)]
    pub client_timeout: Duration,
    /// Time for a client's hub handshake.
    #[arg(long, default_value = "15000", value_name = "MS", value_parser = milliseconds)]
    pub handshake_timeout: Duration,
    /// Largest hub message, its separator included.
    #[arg(long, default_value_t = 32 * 1024, value_name = "BYTES")]
    pub max_message: usize,

    /// Do not let the caller interrupt the agent (for loudspeakers without echo cancellation).
    #[arg(long)]
    pub no_barge_in: bool,
    /// Time to return for a caller whose hub and media are both gone.
    #[arg(long, default_value = "15", value_name = "SECONDS", value_parser = seconds)]
    pub linger: Duration,
    /// End when standard input closes, so that a test run leaves no process behind.
    #[arg(long)]
    pub exit_with_stdin: bool,
    /// No log on standard error.
    #[arg(long)]
    pub quiet: bool,
}

/// A folder served under a path.
#[derive(Clone, Debug)]
pub(crate) struct Mount {
    /// The path: it begins with a slash and does not end with one.
    pub prefix: String,
    /// What is served.
    pub folder: PathBuf,
}

impl FromStr for Mount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (prefix, path) = text.split_once('=').ok_or("it has the form /PREFIX=DIR")?;
        let prefix = prefix.trim_end_matches('/');
        if !prefix.starts_with('/') || prefix.contains(['{', '}', '*']) {
            return Err("the prefix is a path such as /pkg".into());
        }
        Ok(Self { prefix: prefix.into(), folder: folder(path)? })
    }
}

fn folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.is_dir() { Ok(path) } else { Err("there is no such folder".into()) }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "it is a number of seconds")?;
    Duration::try_from_secs_f64(seconds).map_err(|_| "it is a number of seconds, zero or more".into())
}

fn milliseconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("it is a whole number of milliseconds, one or more".into()),
        Ok(ms) => Ok(Duration::from_millis(ms)),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_options_are_consistent() {
        Options::command().debug_assert();
    }

    #[test]
    fn a_mount_names_a_path_and_a_folder_that_exists() {
        let mount = "/pkg/=.".parse::<Mount>().unwrap();
        assert_eq!(mount.prefix, "/pkg");
        for wrong in ["pkg=.", "/pkg", "/pkg=./no/such/folder", "/{a}=."] {
            assert!(wrong.parse::<Mount>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn turn_needs_its_secret() {
        let without = Options::try_parse_from(["voisnap-emulator", "--turn", "turn:a"]);
        assert!(without.is_err());
        let with = Options::try_parse_from(["e", "--turn", "turn:a,turn:b", "--turn-secret", "s"]).unwrap();
        assert_eq!(with.turn, ["turn:a", "turn:b"]);
    }
}
