//! Section F: frames and INDEX as a decoder meets them, signed by a key that the home trusts.

use tests::bad_inputs::{Trial, refuse, zstd};
use tests::{Home, Workshop};
use voice::Exit;

#[test]
fn each_frame_is_refused_and_the_home_untouched() {
    let home = Home::with_previous();
    refuse(&home, zstd::cases(), &[Trial::Install, Trial::PackExtract]);
}

#[test]
fn a_bomb_and_a_giant_window_take_little_memory() {
    let home = Home::with_previous();
    let before = home.tree();
    for case in zstd::cases().into_iter().filter(|case| ["F6", "F7"].contains(&case.row)) {
        let file = home.beside("bomb.run");
        std::fs::write(&file, (case.make)(Workshop::shared())).unwrap();
        let outcome = home.install(&file).limited("--as=67108864").run();
        outcome.ends_with(case.exit).says(&case.says);
        assert_eq!(case.exit, Exit::Damaged, "{}", case.what);
        home.withstood(&before, &outcome);
    }
}
