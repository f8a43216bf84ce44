//! The list in `GOPROXY`, and asking its members one after the other (`go help goproxy`).

use super::transport::{Miss, Transport};
use crate::words::go as words;
use anyhow::Result;
use payloads::recipe::TOOLCHAIN;
use voice::Exit;
use voice::{Fact, Voice};

/// Where Go itself gets `golang.org/toolchain` when it goes `direct`.
const DIRECT: &str = "https://go.dev/dl/mod";

/// One member of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hop {
    place: Place,
    /// Whether the next one is asked after any error (`|`), not only after "does not exist" (`,`).
    after_any_error: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Proxy(String),
    Direct,
    Off,
}

/// A parsed `GOPROXY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProxyList(Vec<Hop>);

impl ProxyList {
    /// # Errors
    /// [`Exit::Usage`]: it names no proxy.
    pub(super) fn parse(list: &str) -> Result<Self> {
        let mut hops = Vec::new();
        for member in list.split_inclusive([',', '|']) {
            let place = match member.trim_end_matches([',', '|']).trim() {
                "" => continue,
                "direct" => Place::Direct,
                "off" => Place::Off,
                url => Place::Proxy(address(url)),
            };
            hops.push(Hop { place, after_any_error: member.ends_with('|') });
        }
        if hops.is_empty() {
            return Err(Fact::new(Exit::Usage, words::proxy_empty(&list)).into());
        }
        Ok(ProxyList(hops))
    }

    /// The proxies' addresses up to the first `direct` or `off`, without a slash at the end.
    pub(super) fn addresses(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map_while(|hop| match &hop.place {
            Place::Proxy(url) => Some(url.as_str()),
            Place::Direct | Place::Off => None,
        })
    }

    /// The zip of this version of the toolchain module, from the first that has it, and its address.
    ///
    /// # Errors
    /// [`Exit::Usage`]: none has it, or `off`; [`Exit::Medium`]: one cannot be reached.
    pub(super) fn fetch_zip(
        &self,
        transport: &Transport,
        version: &str,
        limit: u64,
        voice: &Voice,
    ) -> Result<(String, Vec<u8>), NoZip> {
        let mut last = None;
        let mut unavailable = false;
        for hop in &self.0 {
            let base = match &hop.place {
                Place::Proxy(base) => base.as_str(),
                Place::Direct => DIRECT,
                Place::Off => break,
            };
            let url = format!("{base}/{TOOLCHAIN}/@v/{version}.zip");
            match transport.fetch(&url, limit, Some(voice)) {
                Ok(bytes) => return Ok((url, bytes)),
                Err(miss) => {
                    unavailable |= miss.is_unavailable();
                    let ends = !miss.is_absent() && !hop.after_any_error;
                    last = Some(worse(last, miss));
                    if ends {
                        break;
                    }
                    voice.note(&words::trying_next(&url));
                }
            }
        }
        let off = || Fact::new(Exit::Usage, words::proxy_off()).into();
        let unavailable = unavailable || last.is_none();
        Err(NoZip { unavailable, error: last.map_or_else(off, Miss::into_error) })
    }
}

/// Why no proxy gave a zip.
#[derive(Debug)]
pub(super) struct NoZip {
    /// Whether one of them answered that it has none, or none may be asked: waiting will not help.
    pub(super) unavailable: bool,
    /// What to tell if nothing else helps.
    pub(super) error: anyhow::Error,
}

impl NoZip {
    /// Nothing else is to be tried.
    pub(super) fn for_good(error: anyhow::Error) -> NoZip {
        NoZip { unavailable: false, error }
    }
}

/// What is told in the end: that a proxy could not be reached rather than that another lacks it.
fn worse(last: Option<Miss>, now: Miss) -> Miss {
    match last {
        Some(last) if !last.is_absent() && now.is_absent() => last,
        _ => now,
    }
}

/// A bare host means `https://` (as in Go), an absolute path `file://`.
fn address(url: &str) -> String {
    let url = url.trim_end_matches('/');
    if url.contains("://") {
        url.to_owned()
    } else if url.starts_with('/') {
        format!("file://{url}")
    } else {
        format!("https://{url}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;
    use voice::exit_of;

    fn fetch(list: &str) -> Result<Vec<u8>> {
        let transport = Transport::new(false);
        let list = ProxyList::parse(list)?;
        let zip = list.fetch_zip(&transport, "v1", 100, &fake::voice());
        zip.map(|(_, bytes)| bytes).map_err(|none| none.error)
    }

    fn server() -> fake::Server {
        fake::Server::new([("/golang.org/toolchain/@v/v1.zip", b"zip".to_vec())])
    }

    #[test]
    fn a_list_is_asked_until_one_has_it() {
        let (full, empty) = (server(), fake::Server::new([]));
        assert_eq!(fetch(&full.url("")).unwrap(), b"zip");
        assert_eq!(fetch(&format!("{},{}", empty.url(""), full.url("/"))).unwrap(), b"zip");
        assert_eq!(exit_of(&fetch(&empty.url("")).unwrap_err()), Exit::Usage);
    }

    #[test]
    fn only_a_bar_goes_on_after_any_error() {
        let (full, broken) = (server(), fake::Server::breaking_off(b"HTTP/1.1 500 x\r\n\r\n"));
        assert_eq!(fetch(&format!("{}|{}", broken.url(""), full.url(""))).unwrap(), b"zip");
        let error = fetch(&format!("{},{}", broken.url(""), full.url(""))).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Medium);
    }

    #[test]
    fn off_ends_the_list() {
        let (full, empty) = (server(), fake::Server::new([]));
        assert_eq!(exit_of(&fetch("off").unwrap_err()), Exit::Usage);
        let list = format!("{},off,{}", empty.url(""), full.url(""));
        assert_eq!(exit_of(&fetch(&list).unwrap_err()), Exit::Usage);
        assert_eq!(exit_of(&fetch(" , ").unwrap_err()), Exit::Usage);
    }

    #[test]
    fn addresses_end_at_direct() {
        let list = ProxyList::parse("proxy.example/,https://b.example|direct,https://c.example");
        let list = list.unwrap();
        let found: Vec<_> = list.addresses().collect();
        assert_eq!(found, ["https://proxy.example", "https://b.example"]);
    }
}
