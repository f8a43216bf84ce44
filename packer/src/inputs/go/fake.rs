//! Small Go distributions and a small server for the tests of this module.

use super::{Origin, OriginKind, Pinned, Request, Settings, Shelf};
use crate::inputs::tree::{Kind, Tree};
use flate2::Compression;
use flate2::write::GzEncoder;
use payloads::digest::Sha256;
use payloads::platform::Cpu;
use payloads::recipe::{Form, Recipe, Recipes, render};
use std::collections::HashMap;
use std::io::{Cursor, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use tar::{Builder, EntryType, Header};
use voice::{Lang, Voice};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(crate) fn voice() -> Voice {
    Voice::new(Lang::En, false, true)
}

/// For `spec` on x86_64, with no recipe, proxy or checksum database, and offline.
pub(crate) fn request(spec: &str) -> Request {
    Request {
        spec: spec.to_owned(),
        cpu: Cpu::X86_64,
        mirror: None,
        digest: None,
        settings: Settings { proxy: "off".into(), sumdb: "off".into(), nosumdb: String::new() },
        recipes: Recipes::default(),
        offline: true,
        abi: None,
        shelf: Shelf::default(),
    }
}

/// A recipe for this file, as if it had been reviewed.
pub(crate) fn pinned(version: &str, cpu: Cpu, form: Form, file: &[u8]) -> Recipe {
    let module = super::module_zip::Module::read(file, "x").ok();
    Recipe {
        go: version.to_owned(),
        cpu: Some(cpu),
        form,
        length: Some(file.len() as u64),
        sha256: Some(Sha256::of(file)),
        h1: module.map(|module| module.h1().to_owned()),
        evidence: None,
    }
}

pub(crate) fn recipes(all: &[Recipe]) -> Recipes {
    let mut recipes = Recipes::default();
    for recipe in all {
        let text = render(&recipe.go, std::slice::from_ref(recipe));
        recipes.add("fake.json", &text).unwrap();
    }
    recipes
}

pub(crate) fn origin() -> Origin {
    Origin {
        kind: OriginKind::Tree,
        name: "x".to_owned(),
        sha256: None,
        h1: None,
        length: None,
        pinned: Pinned::No,
        checksum_database: None,
        built: None,
    }
}

/// An ELF header and nothing else, of an official Go.
pub(crate) fn elf(cpu: Cpu) -> Vec<u8> {
    elf_with(cpu, if cpu == Cpu::Loong64 { 0x43 } else { 0 })
}

/// An ELF header with these `e_flags`.
pub(crate) fn elf_with(cpu: Cpu, flags: u32) -> Vec<u8> {
    let mut bytes = vec![0x7f, b'E', b'L', b'F', 2, 1, 1];
    bytes.resize(18, 0);
    bytes.extend_from_slice(&cpu.elf_machine().to_le_bytes());
    bytes.resize(48, 0);
    bytes.extend_from_slice(&flags.to_le_bytes());
    bytes.resize(64, 0);
    bytes
}

/// Path, contents and executable bit of each file of a small GOROOT.
fn files(version: &str, cpu: Cpu, command: &[u8]) -> Vec<(String, Vec<u8>, bool)> {
    let other = if cpu == Cpu::Arm64 { Cpu::X86_64 } else { Cpu::Arm64 };
    let modules = b"# golang.org/x/net v0.47.0\n".to_vec();
    vec![
        ("VERSION".into(), format!("go{version}\ntime 2026-10-19\n").into_bytes(), false),
        ("bin/go".into(), command.to_vec(), true),
        ("bin/gofmt".into(), command.to_vec(), true),
        (format!("pkg/tool/linux_{}/compile", cpu.goarch()), command.to_vec(), true),
        ("src/cmd/x/testdata/elf".into(), elf(other), false),
        ("src/go.mod".into(), b"module std\n".to_vec(), false),
        ("src/make.bash".into(), b"#!/usr/bin/env bash\n".to_vec(), true),
        ("src/vendor/modules.txt".into(), modules, false),
    ]
}

pub(crate) fn tree(version: &str, cpu: Cpu) -> Tree {
    tree_of(files(version, cpu, &elf(cpu)))
}

/// A vendor's: its commands have these `e_flags`.
pub(crate) fn tree_with(version: &str, cpu: Cpu, flags: u32) -> Tree {
    tree_of(files(version, cpu, &elf_with(cpu, flags)))
}

fn tree_of(files: Vec<(String, Vec<u8>, bool)>) -> Tree {
    let mut tree = Tree::new();
    for (path, bytes, executable) in files {
        tree.insert_bytes(&path, bytes, executable).unwrap();
    }
    tree
}

/// The same GOROOT as the zip of a toolchain module.
pub(crate) fn module_zip(version: &str, cpu: Cpu) -> Vec<u8> {
    let packed: Vec<(String, Vec<u8>)> = files(version, cpu, &elf(cpu))
        .into_iter()
        .map(|(path, bytes, _)| (payloads::upstream::packed_name(&path, version, cpu), bytes))
        .collect();
    let borrowed: Vec<(&str, &[u8])> =
        packed.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    zip_of(&borrowed)
}

pub(crate) fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(*path, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The same GOROOT as an official archive.
pub(crate) fn archive(version: &str, cpu: Cpu) -> Vec<u8> {
    archive_of(&tree(version, cpu))
}

pub(crate) fn archive_of(tree: &Tree) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    for (path, entry) in tree.iter() {
        let mut header = Header::new_ustar();
        header.set_mode(if entry.executable { 0o755 } else { 0o644 });
        let bytes = match &entry.kind {
            Kind::File(contents) => contents.bytes().unwrap(),
            _ => continue,
        };
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, format!("go/{path}"), &*bytes).unwrap();
    }
    gzip(&tar.into_inner().unwrap())
}

/// A tar with one empty member, whose path is not looked at.
pub(crate) fn tar_member(path: &str, kind: EntryType) -> Vec<u8> {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_path(path).unwrap();
    header.set_link_name("go/y").unwrap();
    header.set_mode(0o644);
    header.set_size(0);
    header.set_cksum();
    let mut tar = Builder::new(Vec::new());
    tar.append(&header, &[][..]).unwrap();
    tar.into_inner().unwrap()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// A server on a free local port, until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves these bodies by their paths, and 404 for all else.
    pub(crate) fn new<const N: usize>(bodies: [(&str, Vec<u8>); N]) -> Self {
        let bodies: HashMap<String, Vec<u8>> =
            bodies.into_iter().map(|(path, body)| (path.to_owned(), body)).collect();
        Server::answering(move |path| match bodies.get(path) {
            Some(body) => {
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n", body.len());
                [head.as_bytes(), b"Connection: close\r\n\r\n", body].concat()
            }
            None => {
                b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec()
            }
        })
    }

    /// Sends these bytes to everyone and hangs up.
    pub(crate) fn breaking_off(bytes: &'static [u8]) -> Self {
        Server::answering(move |_| bytes.to_vec())
    }

    /// Sends each of these to one client after another, and hangs up; the last to all that come later.
    pub(crate) fn in_turn(answers: &'static [&'static [u8]]) -> Self {
        let asked = AtomicUsize::new(0);
        Server::answering(move |_| {
            let at = asked.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
            answers[at].to_vec()
        })
    }

    fn answering(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                serve(stream.unwrap(), &answer);
            }
        });
        Server { address, stopped, thread: Some(thread) }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// Reads one request up to its empty line and answers it; a client that leaves early is no failure.
fn serve(mut stream: TcpStream, answer: &impl Fn(&str) -> Vec<u8>) {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
        request.push(byte[0]);
    }
    let text = String::from_utf8_lossy(&request).into_owned();
    let path = text.split(' ').nth(1).unwrap_or("");
    drop(stream.write_all(&answer(path)));
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
