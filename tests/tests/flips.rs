//! Every flipped bit is refused: all of a small container and one in each page of each real stub, by the
//! product's readers in this process; a sample by the shipped program of each CPU, and of the official Go.
#![allow(clippy::expect_used, clippy::print_stdout, clippy::unwrap_used)]

use keys::Clock;
use payloads::platform::Cpu;
use std::path::Path;
use tests::flips::{Receiver, chosen, every_page, exhaustive, expected, refuse_each, sample};
use tests::{Anatomy, Home, Invocation, Real, Workshop, host, prints};

/// What these flips were drawn by; another number draws others.
const SEED: u64 = 5;

/// When the homes of this process live: 2026-06-01.
const CLOCK: Clock = Clock { now: 1_780_272_000, built: 1_767_225_600, latest_known: 0 };

#[test]
fn every_flipped_bit_of_a_small_container_is_refused() {
    let whole = small(host());
    let at = Anatomy::of(&whole);
    let flips = exhaustive(&at, SEED);
    let receivers = receivers(&whole);
    let tally = refuse_each(&whole, &flips, &receivers);
    assert_eq!(tally.values().sum::<usize>(), bits(&at) * receivers.len());
    println!(
        "{} bits of {} bytes, each refused on two grounds: {tally:?}",
        flips.len(),
        whole.len()
    );
}

#[test]
fn a_flipped_bit_in_each_page_of_a_real_stub_is_refused() {
    for cpu in Cpu::BUILT {
        let workshop = Workshop::of_two_kinds_for(cpu);
        let whole = workshop.draft().with_stub().build(workshop);
        let at = Anatomy::of(&whole);
        let flips = every_page(&at, at.stub.clone(), SEED);
        assert!(flips.len() == at.stub.len().div_ceil(4096) && flips.len() > 500);
        let receivers = receivers(&whole);
        let tally = refuse_each(&whole, &flips, &receivers);
        assert_eq!(tally.values().sum::<usize>(), flips.len() * receivers.len());
        println!("{cpu}: {} pages of its stub, each refused on two grounds", flips.len());
    }
}

#[test]
fn a_flipped_bit_in_modules_their_proof_or_a_build_cache_is_refused() {
    let workshop = Workshop::of_two_kinds_for(host());
    let draft = workshop.draft().with_small_stub("I am no goferry.\n");
    let draft = draft.with_modules(&["corp.example/a@v1.0.0"]).with_database();
    let whole = draft.with_gocache(&["runtime", "fmt"]).build(workshop);
    let frames = Anatomy::of(&whole).frames;
    let there: Vec<_> = exhaustive(&Anatomy::of(&whole), SEED);
    let there: Vec<_> = there.into_iter().filter(|flip| frames.contains(&flip.byte)).collect();
    assert!(there.len() == frames.len() && frames.len() > 20_000, "{}", frames.len());
    let flips = chosen(there, 500, SEED);
    let tally = refuse_each(&whole, &flips, &receivers(&whole));
    assert_eq!(tally.values().sum::<usize>(), 500 * 2);
}

#[test]
fn a_flipped_bit_in_the_official_go_is_refused() {
    let file = Real::shared().file();
    let whole = std::fs::read(&file).unwrap();
    let at = Anatomy::of(&whole);
    let pages = every_page(&at, 0..whole.len(), SEED);
    let flips = chosen(pages, 64, SEED);
    let tally = refuse_each(&whole, &flips, &Receiver::of_both_grounds(&file, CLOCK));
    assert_eq!(tally.values().sum::<usize>(), 64 * 2);
}

/// Each starts the shipped program for half of [`STARTS`].
macro_rules! refused_by_the_program {
    ($($cpu:ident $checked:ident $installed:ident)*) => {$(
        #[test]
        fn $checked() {
            each_is_refused_by_the_program(Cpu::$cpu, 0, |home, file| {
                home.goferry().arg("verify").arg(file)
            });
        }

        #[test]
        fn $installed() {
            each_is_refused_by_the_program(Cpu::$cpu, 1, |home, file| home.install(file));
        }
    )*};
}

refused_by_the_program! {
    Arm64 flips_are_found_by_verify_for_arm64 flips_are_not_installed_for_arm64
    Loong64 flips_are_found_by_verify_for_loong64 flips_are_not_installed_for_loong64
    Mips64el flips_are_found_by_verify_for_mips64el flips_are_not_installed_for_mips64el
    X86_64 flips_are_found_by_verify_for_x86_64 flips_are_not_installed_for_x86_64
}

/// For each CPU. An imitated one takes a quarter of a second for each.
const STARTS: usize = 500;

/// Every second one of them, from the `first` on.
fn each_is_refused_by_the_program(
    cpu: Cpu,
    first: usize,
    run: impl Fn(&Home, &Path) -> Invocation,
) {
    let home = Home::with_previous_of(Workshop::of_two_kinds_for(cpu));
    let (before, whole) = (home.tree(), small(cpu));
    let file = home.beside("flipped.run");
    let flips = sample(&Anatomy::of(&whole), STARTS, SEED + cpu as u64);
    for flip in flips.iter().skip(first).step_by(2) {
        let mut flipped = whole.clone();
        flipped[flip.byte] = flip.of(&whole);
        std::fs::write(&file, flipped).unwrap();
        let outcome = run(&home, &file).run();
        let code = outcome.is_calm().status.code();
        let is_expected = |exit: &voice::Exit| Some(i32::from(exit.code())) == code;
        assert!(expected(flip.region).iter().any(is_expected), "{flip:?}: {outcome}");
        home.is_still(&before, &outcome);
    }
    home.go_works();
    std::fs::write(&file, &whole).unwrap();
    run(&home, &file).run().ends_with(voice::Exit::Done);
}

/// Eight for each byte of what decides, one for each of the rest.
fn bits(at: &Anatomy) -> usize {
    let whole = [&at.roots, &at.pad, &at.manifest, &at.signatures, &at.trailer];
    let header = 64;
    let rest = at.stub.len() - header + at.frames.len() + at.index.len();
    8 * (header + whole.map(|range| range.len()).iter().sum::<usize>()) + rest
}

/// Signed with OpenPGP and SM2, both required; in front 4 KiB that begin as a program does.
fn small(cpu: Cpu) -> Vec<u8> {
    let workshop = Workshop::of_two_kinds_for(cpu);
    let room = 4096 - prints(cpu, "").len();
    let stand_in = prints(cpu, &"stand-in\n".repeat(room)[..room]);
    let whole = workshop.draft().counting(2).with_stub_bytes(stand_in).build(workshop);
    assert_eq!(Anatomy::of(&whole).stub, 0..4096);
    whole
}

fn receivers(whole: &[u8]) -> [Receiver; 2] {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), whole).unwrap();
    Receiver::of_both_grounds(file.path(), CLOCK)
}
