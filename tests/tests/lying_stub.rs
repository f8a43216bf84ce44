//! A file cannot vouch for itself: one whose program was patched to praise whatever it carries is refused by
//! the goferry that is installed, by the packer, and by both detached signatures, for each CPU.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use nix::mount::MsFlags;
use payloads::platform::Cpu;
use std::path::{Path, PathBuf};
use tests::words::{container, trust};
use tests::{
    Anatomy, Home, Invocation, Namespace, Outcome, Release, Workshop, lying, require_tool, stub_for,
};
use voice::Exit;
use voice::Text;

const PRAISE: &str = "undamaged, signed by the real publisher\n";

/// A home with a release, the next one, and what somebody made of that.
struct Portal {
    home: Home,
    honest: Vec<u8>,
    lies: [(&'static str, Vec<u8>, Exit, &'static Text); 2],
}

impl Portal {
    fn of(cpu: Cpu) -> Portal {
        let home = Home::with_previous_of(Workshop::of_two_kinds_for(cpu));
        let release = home.workshop().draft().counting(2);
        let honest = release.clone().with_stub().build(home.workshop());
        let stub = lying(&std::fs::read(stub_for(cpu)).unwrap(), cpu, PRAISE);
        let at = Anatomy::of(&honest);
        let mut patched = honest.clone();
        patched[at.stub.clone()].copy_from_slice(&stub);
        patched[at.frames.start + 20] ^= 1;
        let stranger = Release::mini_for(cpu).counting(2).with_stub_bytes(stub);
        let stranger = stranger.build(&Workshop::new());
        let lies = [
            ("patched.run", patched, Exit::Damaged, &container::chunk_differs),
            ("stranger.run", stranger, Exit::Untrusted, &trust::unknown_signer),
        ];
        Portal { home, honest, lies }
    }

    /// Checked and installed by the goferry that is here; nothing changes.
    fn refuses(&self, file: &Path, exit: Exit, said: &'static Text) {
        let before = self.home.tree();
        let verify = self.home.goferry().arg("verify").arg(file);
        for invocation in [verify, self.home.install(file)] {
            let outcome = invocation.run();
            outcome.ends_with(exit).says(&[said]);
            self.home.withstood(&before, &outcome);
        }
    }
}

fn each_cpu(each: impl Fn(&Portal)) {
    Cpu::BUILT.into_iter().for_each(|cpu| each(&Portal::of(cpu)));
}

#[test]
fn it_praises_itself_and_is_refused_by_the_goferry_that_is_there() {
    each_cpu(|portal| {
        for (name, bytes, exit, said) in &portal.lies {
            let file = portal.home.lay(name, bytes);
            for arguments in [&["verify"][..], &["install", "-y"]] {
                let outcome = portal.home.run(&file).args(arguments).run();
                assert!(outcome.is_success() && outcome.stdout == PRAISE, "{outcome}");
            }
            portal.refuses(&file, *exit, said);
        }
        let patched = portal.home.beside("patched.run");
        portal.home.packer().arg("verify").arg(patched).run().ends_with(Exit::Damaged);
        let honest = portal.home.lay("honest.run", &portal.honest);
        portal.home.install(&honest).run().ends_with(Exit::Done);
    });
}

#[test]
fn both_detached_signatures_refuse_it() {
    each_cpu(|portal| {
        let sidecars = portal.home.workshop().sidecars(&portal.honest);
        let names = ["file.asc", "file.sm2sig", "release.gpg", "release-sm2.pem"];
        for (name, bytes) in names.iter().zip(&sidecars) {
            std::fs::write(portal.home.beside(name), bytes).unwrap();
        }
        let checked = |bytes: &[u8]| -> [Outcome; 3] {
            let file = portal.home.lay("file", bytes);
            stock_tools(file.parent().unwrap())
        };
        for outcome in checked(&portal.honest) {
            assert!(outcome.is_success(), "{outcome}");
        }
        for (_, bytes, ..) in &portal.lies {
            for outcome in checked(bytes) {
                assert!(outcome.status.code().is_some_and(|code| code != 0), "{outcome}");
            }
        }
    });
}

/// What gpgv, sqv and OpenSSL say of `file` in `directory`.
fn stock_tools(directory: &Path) -> [Outcome; 3] {
    let run = |tool: &str, line: &str| {
        require_tool(tool);
        Invocation::of(tool).args(line.split_whitespace()).within(directory).run()
    };
    [
        run("gpgv", "--keyring ./release.gpg file.asc file"),
        run("sqv", "--keyring release.gpg file.asc file"),
        run(
            "openssl",
            "pkeyutl -verify -rawin -digest sm3 -pkeyopt distid:1234567812345678 -certin \
             -inkey release-sm2.pem -in file -sigfile file.sm2sig",
        ),
    ]
}

#[test]
fn it_is_refused_on_a_medium_where_nothing_runs() {
    let namespace = Namespace::enter();
    each_cpu(|portal| {
        let stick = portal.home.beside("stick");
        std::fs::create_dir(&stick).unwrap();
        namespace.tmpfs(&stick, "size=32m").remount(&stick, MsFlags::MS_NOEXEC);
        for (name, bytes, exit, said) in &portal.lies {
            let file = portal.home.lay(&format!("stick/{name}"), bytes);
            portal.refuses(&file, *exit, said);
        }
        let honest = portal.home.lay("stick/honest.run", &portal.honest);
        portal.home.goferry().arg("verify").arg(honest).run().ends_with(Exit::Done);
    });
}

#[test]
fn it_is_data_and_is_never_started() {
    each_cpu(|portal| {
        for (name, bytes, exit, _) in &portal.lies {
            let file = portal.home.lay(name, bytes);
            let verify = portal.home.goferry().arg("verify").arg(&file);
            for invocation in [verify, portal.home.install(&file)] {
                let (outcome, calls) = invocation.traced();
                outcome.ends_with(*exit);
                let named = |text: &str| text.contains(*name);
                let opened: Vec<_> = calls
                    .iter()
                    .filter(|call| call.name.starts_with("open") && named(&call.arguments))
                    .collect();
                assert!(!opened.is_empty(), "it was never read: {outcome}");
                assert!(
                    opened.iter().all(|call| call.arguments.contains("O_RDONLY")),
                    "{opened:?}"
                );
                let mut started = calls.iter().filter(|call| call.name.starts_with("exec"));
                let program = |call: &tests::Traced| call.string(0).map(PathBuf::from);
                assert!(started.all(|call| program(call).is_some_and(|path| path != file)));
                let mapped = |call: &&tests::Traced| call.name == "mmap" && named(&call.arguments);
                assert_eq!(calls.iter().filter(mapped).count(), 0, "{outcome}");
            }
        }
    });
}
