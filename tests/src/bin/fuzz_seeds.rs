//! `fuzz_seeds DIRECTORY`: makes what the fuzz targets begin with (tests/fuzz/corpus), signed with
//! snake-oil keys that are kept nowhere: two containers, and what lies in them, each for its target.
#![allow(clippy::expect_used)]

use keys::sm2::{Raw, SealedSignature};
use keys::{Certificate, Kind, Roots, Signatures};
use payloads::container::roots_header;
use std::path::Path;
use tests::{Anatomy, Release, Workshop, host};

type Seed<'a> = (&'a str, &'a [u8]);

fn main() {
    let directory = std::env::args_os().nth(1).expect("usage: fuzz_seeds DIRECTORY");
    let directory = Path::new(&directory);
    let release = || Release::mini().with_small_stub("I am no goferry.\n");
    let one = release().build(Workshop::shared());
    let two = release().build(Workshop::of_two_kinds_for(host()));
    lay(directory, &[("one-kind.run", &one)]);
    lay(&directory.join("container"), &[("honest.run", &two)]);
    let at = Anatomy::of(&two);
    lay(
        &directory.join("trailer"),
        &[
            ("honest", &[&(two.len() as u64).to_le_bytes(), &two[at.trailer.clone()]].concat()),
            ("roots-header", &two[at.roots.clone()][..roots_header::LENGTH]),
        ],
    );
    lay(&directory.join("manifest"), &[("honest", &one[Anatomy::of(&one).manifest])]);
    let (roots, signatures) = inner(&one);
    openpgp(&directory.join("openpgp"), &roots, &signatures);
    let (roots, signatures) = inner(&two);
    sm2(&directory.join("sm2"), &roots, signatures.get(Kind::Sm2).expect("two kinds"));
    database(&directory.join("database"));
}

/// One file each of what was recorded of Go's checksum database, and both records at once.
fn database(directory: &Path) {
    let recorded =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../keys/fixtures/sumdb-later/sum.golang.org");
    let framed = |path: &str| {
        let bytes = std::fs::read(recorded.join(path)).expect("a fixture");
        let length = (bytes.len() as u16).to_le_bytes();
        [&[path.len() as u8], path.as_bytes(), &length, &bytes].concat()
    };
    let [of_go, of_sys] = [
        "lookup/golang.org/toolchain@v0.0.1-go1.27.3.linux-amd64",
        "lookup/golang.org/x/sys@v0.50.0",
    ]
    .map(framed);
    let seeds = [
        ("records", [&[1], &*of_go, &of_sys].concat()),
        ("record", [&[1], &*of_sys].concat()),
        ("latest", [&[0], &*framed("latest")].concat()),
        ("earlier", [&[0], &*framed("heads/70835252")].concat()),
        ("edge", [&[0], &*framed("tile/8/0/x283/303.p/62")].concat()),
        ("own-edge", [&[0], &*framed("tile/8/2/004.p/56")].concat()),
        ("full", [&[1], &*framed("tile/8/0/x277/505")].concat()),
    ];
    lay(directory, &seeds.each_ref().map(|(name, bytes)| (*name, bytes.as_slice())));
}

/// ROOTS without its header, and SIGNATURES.
fn inner(whole: &[u8]) -> (Roots, Signatures) {
    let at = Anatomy::of(whole);
    let roots = Roots::parse(&whole[at.roots][roots_header::LENGTH..]).expect("honest roots");
    (roots, Signatures::parse(&whole[at.signatures]).expect("honest signatures"))
}

fn openpgp(directory: &Path, roots: &Roots, signatures: &Signatures) {
    let list = roots.trust_list().expect("a list");
    let change = keys::RootChange::new(1, list.body().root, &list.release()[0], list.body().issued);
    lay(
        directory,
        &[
            ("packet", signatures.get(Kind::OpenPgp).expect("two kinds")),
            ("root", roots.certificates()[0].to_bytes()),
            ("release", Certificate::to_bytes(&list.release()[0])),
            ("roots", &roots.render()),
            ("list", &list.render()),
            ("change", &change.expect("a change").render()),
            ("signatures", &signatures.render()),
        ],
    );
}

fn sm2(directory: &Path, roots: &Roots, signature: &[u8]) {
    let sealed = SealedSignature::parse(signature).expect("an honest signature");
    let raw = Raw::from_bytes(&signature[..Raw::LENGTH]).expect("honest numbers");
    let authority = roots.trust_list().and_then(keys::TrustList::sm2_ca).expect("an authority");
    lay(
        directory,
        &[
            ("sealed", signature),
            ("raw", &raw.to_bytes()),
            ("der", &raw.to_der()),
            ("leaf", sealed.chain().leaf().to_der()),
            ("authority", authority.to_der()),
            ("chain.pem", sealed.chain().to_pem().expect("a chain").as_bytes()),
        ],
    );
}

fn lay(directory: &Path, seeds: &[Seed<'_>]) {
    std::fs::create_dir_all(directory).expect("a directory");
    for (name, bytes) in seeds {
        std::fs::write(directory.join(name), bytes).expect("room for a seed");
    }
}
