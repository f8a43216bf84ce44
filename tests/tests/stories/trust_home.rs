//! Whom a home believes: what the command line and the host demand, what is remembered, and how that goes
//! forward and never back.

mod admission;
mod counters;
mod demands;
mod host;
mod import;
mod remembered;
mod tpm;

use keys::Fingerprint;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tests::{Home, Namespace, Release, Supervisor, Workshop, stub_build_time};

/// The root of a home's workshop.
fn root(home: &Home) -> Fingerprint {
    home.workshop().root_key().certificate().fingerprint()
}

/// The certificate its releases are signed with.
fn signer(home: &Home) -> Fingerprint {
    home.workshop().release_key().certificate().fingerprint()
}

/// Its next release.
fn next(home: &Home, counter: u32) -> PathBuf {
    let bytes = Release::mini().counting(counter).build(home.workshop());
    home.lay(&format!("next-{counter}.run"), &bytes)
}

/// A home that knows its root by a fingerprint that came another way.
fn pinned() -> Home {
    let home = Home::empty();
    let file = home.mini();
    let root = root(&home).to_string();
    let install = home.run(&file).args(["install", "-y", "--require-root", &root]);
    let outcome = install.supervised(&mut Supervisor::at(stub_build_time()));
    outcome.ends_with(voice::Exit::Done);
    home
}

/// This machine, with an `/etc` and a `/usr/bin` that only this test sees.
struct Host(#[allow(dead_code)] Namespace);

impl Host {
    fn of(home: &Home) -> Host {
        let namespace = Namespace::enter();
        for (place, layers) in [("/etc", "etc-layers"), ("/usr/bin", "bin-layers")] {
            let layers = home.beside(layers);
            std::fs::create_dir(&layers).unwrap();
            namespace.overlay(Path::new(place), &layers);
        }
        std::fs::create_dir_all("/etc/goferry/roots.d").unwrap();
        std::fs::create_dir_all("/etc/goferry/admitters.d").unwrap();
        Host(namespace)
    }

    /// Lays a file below `/etc/goferry`.
    fn lay(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = Path::new("/etc/goferry").join(name);
        std::fs::write(&path, bytes).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        path
    }

    /// Demands this.
    fn demand(&self, policy: &str) -> &Self {
        self.lay("policy.conf", policy);
        self
    }

    /// Accepts only the root of `workshop`.
    fn root_of(&self, workshop: &Workshop) -> &Self {
        let armored = workshop.root_key().certificate().to_armored().unwrap();
        self.lay("roots.d/own.asc", armored);
        self
    }
}
