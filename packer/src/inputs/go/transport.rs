//! Fetching one address: `https`, `http` or `file`, into memory.

use crate::words::go as words;
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use ureq::http::Response;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body};
use voice::Exit;
use voice::{Context as _, Fact, Progress, Voice};

/// Connections that are kept for the next question, to all hosts and to one.
const CONNECTIONS: usize = 32;

/// Why an address gave nothing.
#[derive(Debug)]
pub(in crate::inputs) enum Miss {
    /// It does not exist there (404, 410, no such file): another proxy may have it.
    Absent(anyhow::Error),
    /// The server does not give it away (403).
    Withheld(anyhow::Error),
    /// Anything else.
    Broken(anyhow::Error),
}

impl Miss {
    pub(in crate::inputs) fn into_error(self) -> anyhow::Error {
        match self {
            Miss::Absent(error) | Miss::Withheld(error) | Miss::Broken(error) => error,
        }
    }

    pub(in crate::inputs) fn is_absent(&self) -> bool {
        matches!(self, Miss::Absent(_))
    }

    /// Whether the server answered, and has nothing for us.
    pub(super) fn is_unavailable(&self) -> bool {
        matches!(self, Miss::Absent(_) | Miss::Withheld(_))
    }
}

/// Fetches addresses. TLS certificates are judged by the platform's own roots.
#[derive(Debug)]
pub(in crate::inputs) struct Transport {
    agent: Agent,
    offline: bool,
}

impl Transport {
    /// `offline` leaves `file` only.
    pub(in crate::inputs) fn new(offline: bool) -> Self {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .user_agent(concat!("goferry-pack/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(Duration::from_secs(30)))
            .timeout_recv_response(Some(Duration::from_secs(60)))
            .timeout_recv_body(Some(Duration::from_secs(1800)))
            .http_status_as_error(false)
            // As many as are asked at once: each new one asks the resolver again.
            .max_idle_connections(CONNECTIONS)
            .max_idle_connections_per_host(CONNECTIONS)
            .build()
            .new_agent();
        Transport { agent, offline }
    }

    /// All bytes at `url`, at most `limit`; with a voice, shows how far it is.
    pub(in crate::inputs) fn fetch(
        &self,
        url: &str,
        limit: u64,
        voice: Option<&Voice>,
    ) -> Result<Vec<u8>, Miss> {
        if let Some(path) = url.strip_prefix("file://") {
            return read_file(url, path);
        }
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(broken(Exit::Usage, words::bad_url(&url)));
        }
        if self.offline {
            return Err(broken(Exit::Medium, words::offline(&url)));
        }
        self.request(url, limit, voice)
    }

    fn request(&self, url: &str, limit: u64, voice: Option<&Voice>) -> Result<Vec<u8>, Miss> {
        let answer = self.answer(url);
        let answer =
            answer.exit_with(Exit::Medium, || words::unreachable(&url)).map_err(Miss::Broken)?;
        match answer.status().as_u16() {
            200 => {}
            status @ (404 | 410) => {
                let said = words::not_found(&url, &status);
                return Err(Miss::Absent(Fact::new(Exit::Usage, said).into()));
            }
            status => {
                let said = words::status(&url, &status);
                let error = Fact::new(Exit::Medium, said).into();
                let withheld = status == 403;
                return Err(if withheld { Miss::Withheld(error) } else { Miss::Broken(error) });
            }
        }
        let total = answer.body().content_length().unwrap_or(0);
        let shown = voice.map(|voice| voice.progress(&words::fetching(&url), total));
        let progress = shown.unwrap_or_else(Progress::hidden);
        let bytes = drain(answer.into_body().into_reader(), url, limit, &progress);
        progress.done();
        bytes
    }
}

/// How long to wait before each further try: a resolver that has too much to do, a connection that was cut, a server that
/// asks for patience (429, 5xx) are gone a moment later.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(400), Duration::from_millis(1500)];

impl Transport {
    fn answer(&self, url: &str) -> Result<Response<Body>, ureq::Error> {
        for pause in PAUSES {
            let answer = self.agent.get(url).call();
            let is_passing = answer.as_ref().map_or_else(is_of_a_moment, |answer| {
                let status = answer.status();
                status == 429 || status.is_server_error()
            });
            if !is_passing {
                return answer;
            }
            std::thread::sleep(pause);
        }
        self.agent.get(url).call()
    }
}

fn is_of_a_moment(error: &ureq::Error) -> bool {
    use ureq::Error::{ConnectionFailed, HostNotFound, Io};
    matches!(error, Io(_) | HostNotFound | ConnectionFailed)
}

fn drain(mut body: impl Read, url: &str, limit: u64, progress: &Progress) -> Result<Vec<u8>, Miss> {
    let mut bytes = Vec::new();
    loop {
        let before = bytes.len() as u64;
        (&mut body)
            .take(1 << 20)
            .read_to_end(&mut bytes)
            .exit_with(Exit::Medium, || words::broken_off(&url))
            .map_err(Miss::Broken)?;
        let more = bytes.len() as u64 - before;
        progress.add(more);
        if more == 0 {
            return Ok(bytes);
        }
        if bytes.len() as u64 > limit {
            return Err(broken(Exit::Damaged, words::too_long(&url, &limit)));
        }
    }
}

/// The file of a `file` address (RFC 8089): its host is empty or `localhost`, its path percent-encoded.
fn read_file(url: &str, rest: &str) -> Result<Vec<u8>, Miss> {
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = Some(path).filter(|path| path.starts_with('/')).and_then(percent_decoded);
    let Some(path) = path else {
        return Err(broken(Exit::Usage, words::bad_url(&url)));
    };
    fs::read(&path).map_err(|error| {
        let absent = error.kind() == std::io::ErrorKind::NotFound;
        let exit = if absent { Exit::Usage } else { Exit::Medium };
        let told = Err::<(), _>(error).exit_with(exit, || words::reading(&path.display()));
        match told {
            Err(error) if absent => Miss::Absent(error),
            Err(error) => Miss::Broken(error),
            Ok(()) => broken(exit, words::bad_url(&url)),
        }
    })
}

fn percent_decoded(text: &str) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let digits = [bytes.next()?, bytes.next()?];
        out.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    Some(std::ffi::OsString::from_vec(out).into())
}

fn broken(exit: Exit, said: voice::Said) -> Miss {
    Miss::Broken(Fact::new(exit, said).into())
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;
    use voice::exit_of;

    fn fetch(url: &str) -> Result<Vec<u8>, Miss> {
        Transport::new(false).fetch(url, 100, None)
    }

    #[test]
    fn a_file_address_is_read_and_its_path_decoded() {
        let scratch = tempfile::tempdir().unwrap();
        fs::write(scratch.path().join("a b"), b"bytes").unwrap();
        let base = format!("file://{}", scratch.path().display());
        assert_eq!(fetch(&format!("{base}/a%20b")).unwrap(), b"bytes");
        assert!(fetch(&format!("{base}/none")).unwrap_err().is_absent());
        assert!(!fetch("file://host/x").unwrap_err().is_absent());
    }

    #[test]
    fn a_server_is_asked_and_its_answers_told_apart() {
        let server = fake::Server::new([("/x", b"bytes".to_vec()), ("/long", vec![0; 101])]);
        assert_eq!(fetch(&server.url("/x")).unwrap(), b"bytes");
        assert!(fetch(&server.url("/none")).unwrap_err().is_absent());
        let long = fetch(&server.url("/long")).unwrap_err().into_error();
        assert_eq!(exit_of(&long), Exit::Damaged);
    }

    #[test]
    fn a_transfer_that_breaks_off_is_the_mediums_fault() {
        let server =
            fake::Server::breaking_off(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc");
        let error = fetch(&server.url("/x")).unwrap_err().into_error();
        assert_eq!(exit_of(&error), Exit::Medium);
    }

    #[test]
    fn what_is_gone_a_moment_later_is_asked_again() {
        const BUSY: &[u8] =
            b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        const WELL: &[u8] =
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nbytes";
        let server = fake::Server::in_turn(&[BUSY, b"", WELL]);
        assert_eq!(fetch(&server.url("/x")).unwrap(), b"bytes");
        let server = fake::Server::in_turn(&[BUSY]);
        let error = fetch(&server.url("/x")).unwrap_err().into_error();
        assert_eq!(exit_of(&error), Exit::Medium);
    }

    #[test]
    fn offline_opens_no_connection() {
        let error = Transport::new(true).fetch("https://proxy.golang.org/x", 1, None);
        assert_eq!(exit_of(&error.unwrap_err().into_error()), Exit::Medium);
        assert!(!fetch("ftp://x/y").unwrap_err().is_absent());
    }
}
