//! Section A: the file as a whole, tried on the shipped programs.

use nix::sys::stat::Mode;
use payloads::container::manifest::FrameEntry;
use payloads::container::{Draft, Frame, MAX_FILE, Source, StoredIndex, trailer, write};
use payloads::platform::{Cpu, Platform};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use tests::bad_inputs::{Trial, container, refuse};
use tests::words::{container as words, install};
use tests::{Anatomy, Entry, Home, Release, Workshop, accepts, host};
use voice::Exit;
use voice::exit_of;

#[test]
fn each_file_is_refused_and_the_home_untouched() {
    let home = Home::with_previous();
    refuse(&home, container::cases(), &[Trial::Verify, Trial::PackVerify, Trial::Install]);
}

#[test]
fn a_cut_file_says_of_itself_how_much_arrived() {
    let home = Home::with_previous();
    let before = home.tree();
    let whole = Workshop::shared().mini();
    let at = Anatomy::of(whole);
    for (end, said) in
        [(at.stub.end, &words::no_payload), (at.frames.start + 10, &words::cut_short)]
    {
        let file = home.lay("cut.run", &whole[..end]);
        for arguments in [&["install", "-y"][..], &["verify"]] {
            let outcome = home.run(&file).args(arguments).run();
            outcome.ends_with(Exit::Damaged).says(&[said]);
            home.withstood(&before, &outcome);
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_damaged() {
    let whole = container::small(Workshop::shared());
    let at = Anatomy::of(&whole);
    let home = Home::empty();
    let path = home.beside("cut.run");
    std::fs::write(&path, &whole).unwrap();
    accepts(&Source::open(&path).unwrap()).unwrap();
    let payload =
        (0..at.manifest.start).filter(|end| end.is_multiple_of(4096) || end.is_multiple_of(61));
    for end in
        (at.manifest.start..whole.len()).rev().chain(payload.collect::<Vec<_>>().into_iter().rev())
    {
        File::options().write(true).open(&path).unwrap().set_len(end as u64).unwrap();
        let refused = accepts(&Source::open(&path).unwrap()).unwrap_err();
        assert_eq!(exit_of(&refused), Exit::Damaged, "cut after {end} bytes: {refused:#}");
    }
}

#[test]
fn a_flipped_bit_is_refused_wherever_it_is() {
    let whole = container::small(Workshop::shared());
    let at = Anatomy::of(&whole);
    let places: Vec<(&str, usize)> = at
        .named()
        .into_iter()
        .flat_map(|(name, range)| {
            range
                .clone()
                .filter(|byte| worth_flipping(name, range, *byte))
                .map(move |byte| (name, byte))
        })
        .collect();
    assert!(places.len() > 2500, "{} places", places.len());
    let home = Home::empty();
    let halves = places.split_at(places.len() / 2);
    std::thread::scope(|scope| {
        for (n, half) in [halves.0, halves.1].into_iter().enumerate() {
            let (whole, path) = (&whole, home.beside(&format!("flipped-{n}.run")));
            scope.spawn(move || flip_each(whole, &path, half));
        }
    });
}

/// All of what is small or decides; the first and last bytes of what is long and hashed.
fn worth_flipping(region: &str, range: &std::ops::Range<usize>, byte: usize) -> bool {
    match region {
        "MANIFEST" | "SIGNATURES" | "TRAILER" => true,
        "PAD" => byte.is_multiple_of(16) || byte + 1 == range.end,
        "STUB" => byte - range.start < 64 || byte.is_multiple_of(7),
        _ => byte - range.start < 256 || range.end - byte <= 256 || byte.is_multiple_of(7),
    }
}

fn flip_each(whole: &[u8], path: &Path, places: &[(&str, usize)]) {
    std::fs::write(path, whole).unwrap();
    let file = File::options().write(true).open(path).unwrap();
    for (region, byte) in places {
        let bit = 1 << (byte % 8);
        file.write_all_at(&[whole[*byte] ^ bit], *byte as u64).unwrap();
        let refused = accepts(&Source::open(path).unwrap())
            .expect_err(&format!("{region}: bit {bit} of byte {byte}"));
        let expected: &[Exit] = match *region {
            "MANIFEST" => &[Exit::BadSignature],
            "SIGNATURES" => &[Exit::Damaged, Exit::BadSignature, Exit::Untrusted, Exit::Policy],
            _ => &[Exit::Damaged],
        };
        let found = exit_of(&refused);
        assert!(
            expected.contains(&found),
            "{region}: bit {bit} of byte {byte} gave {found:?}: {refused:#}"
        );
        file.write_all_at(&whole[*byte..=*byte], *byte as u64).unwrap();
    }
    accepts(&Source::open(path).unwrap()).unwrap();
}

#[test]
fn a_flipped_stub_never_switches() {
    let home = Home::with_previous();
    let before = home.tree();
    let release = Release::mini().counting(2).with_stub().build(Workshop::shared());
    let stub = Anatomy::of(&release).stub;
    let places = (0..64).step_by(4).chain((64..stub.end).step_by(stub.end / 32));
    for byte in places {
        let mut flipped = release.clone();
        flipped[byte] ^= 1 << (byte % 8);
        let file = home.lay("flipped.run", &flipped);
        let outcome = home.run(&file).args(["install", "-y", "--no-gate"]).run();
        // What a damaged program does is its own affair: it may crash, but it must not switch.
        assert!(!outcome.is_success(), "byte {byte}: {outcome}");
        home.withstood(&before, &outcome);
        home.goferry()
            .arg("verify")
            .arg(&file)
            .run()
            .ends_with(Exit::Damaged)
            .says(&[&words::chunk_differs]);
    }
}

#[test]
fn a_trailer_within_the_payload_harms_nobody() {
    let home = Home::with_previous();
    let inner = container::small(Workshop::shared());
    let tail = Entry::file("goroot/tail", &inner[inner.len() - trailer::LENGTH..]);
    let file = home.lay("inner.run", &Release::mini().with(tail).build(Workshop::shared()));
    home.install(&file).run().ends_with(Exit::Done);
    home.go_works();
}

#[test]
fn extreme_numbers_allocate_nothing() {
    let home = Home::with_previous();
    let cases = container::cases().into_iter().filter(|case| case.row == "A9");
    for case in cases {
        let file = home.beside("extreme.run");
        std::fs::write(&file, (case.make)(Workshop::shared())).unwrap();
        let outcome = home.goferry().arg("verify").arg(&file).limited("--as=16777216").run();
        outcome.ends_with(Exit::Damaged);
    }
}

#[test]
fn another_cpu_is_named_and_its_file_can_be_verified() {
    let home = Home::with_previous();
    let before = home.tree();
    let foreign = Release::mini_for(Cpu::Arm64);
    let with_our_stub =
        home.lay("ours.run", &foreign.clone().with_stub_for(host()).build(Workshop::shared()));
    let whole =
        home.lay("arm64.run", &foreign.with_small_stub("arm64\n").build(Workshop::shared()));
    for invocation in [home.run(&with_our_stub).args(["install", "-y"]), home.install(&whole)] {
        let outcome = invocation.run();
        outcome.ends_with(Exit::WrongCpu).says(&[&install::wrong_cpu, &install::wrong_cpu_help]);
        assert!(outcome.stderr.contains("arm64") && outcome.stderr.contains("x86_64"), "{outcome}");
        home.withstood(&before, &outcome);
    }
    home.goferry().arg("verify").arg(&whole).run().ends_with(Exit::Done);
    let info = home.goferry().arg("info").arg(&whole).run();
    info.ends_with(Exit::Done);
    assert!(info.stdout.contains("arm64"), "{info}");
}

#[test]
fn what_is_no_regular_file_is_refused_at_once() {
    let home = Home::with_previous();
    let fifo = home.beside("fifo");
    nix::unistd::mkfifo(&fifo, Mode::from_bits_truncate(0o644)).unwrap();
    let sparse = home.beside("sparse.run");
    File::create(&sparse).unwrap().set_len(3 << 30).unwrap();
    let before = home.tree();
    let cases: [(&Path, Exit, &[_]); 6] = [
        (&fifo, Exit::Usage, &[&words::not_a_file, &words::a_fifo]),
        (home.path(), Exit::Usage, &[&words::not_a_file, &words::a_directory]),
        (Path::new("/dev/zero"), Exit::Usage, &[&words::not_a_file, &words::a_device]),
        (Path::new("/proc/self/mem"), Exit::Damaged, &[&words::no_container]),
        (&sparse, Exit::Damaged, &[&words::no_container]),
        (Path::new("/does/not/exist"), Exit::Usage, &[&words::opening]),
    ];
    for (path, exit, said) in cases {
        for verb in ["verify", "install"] {
            // A hang would show as the exit code of timeout(1).
            let outcome = home.goferry().arg(verb).arg(path).wrapped(["timeout", "1"]).run();
            outcome.ends_with(exit).says(said);
            home.withstood(&before, &outcome);
        }
        home.packer()
            .arg("verify")
            .arg(path)
            .wrapped(["timeout", "1"])
            .run()
            .ends_with(exit)
            .says(said);
    }
}

#[test]
fn the_packer_writes_no_file_that_fat32_cannot_hold() {
    let entry = |stored_length| FrameEntry {
        component: "end".to_owned(),
        expanded_length: 1024,
        members: 0,
        platform: Platform::Any,
        stored_length,
        window_log: 10,
    };
    let work = tempfile::tempdir().unwrap();
    let draft = Draft {
        stub: Vec::new(),
        stubs: Vec::new(),
        roots: Workshop::shared().roots().clone(),
        frames: vec![Frame { entry: entry(MAX_FILE), stored: work.path().join("sparse") }],
        index: StoredIndex::compress(b"").unwrap(),
        components: Vec::new(),
        go: String::new(),
        flavour: String::new(),
        line: "go1.27".to_owned(),
        counter: 1,
        required: Vec::new(),
        signing_time: 0,
        build_time: 0,
        minimum_program: "0.1.0".to_owned(),
        notes: Default::default(),
    };
    let mut out = tempfile::tempfile().unwrap();
    let mut sign = |_: &[u8]| panic!("nothing is signed");
    let refused = write(&draft, &mut out, &mut sign).unwrap_err();
    assert_eq!(exit_of(&refused), Exit::Usage);
    assert!(refused.to_string().contains("at most 4294967295"), "{refused}");
    assert_eq!(out.metadata().unwrap().len(), 0);
}
