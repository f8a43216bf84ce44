//! Section B: manifests, signed by a key that the home trusts.

use tests::bad_inputs::{Case, Trial, manifest, refuse};
use tests::words::trust;
use tests::{Home, Workshop};
use voice::Exit;

#[test]
fn each_manifest_is_refused_and_the_home_untouched() {
    let home = Home::with_previous();
    let (late, early): (Vec<Case>, Vec<Case>) =
        manifest::cases().into_iter().partition(manifest::is_seen_by_install_alone);
    refuse(&home, early, &[Trial::Install, Trial::Verify, Trial::PackVerify]);
    refuse(&home, late, &[Trial::Install]);
}

#[test]
fn a_counter_at_its_end_starts_again_only_by_the_root() {
    let home = Home::with_previous();
    let install = |counter: u32, roots: Option<Vec<u8>>| {
        let workshop = Workshop::shared();
        let file = workshop.draft().counting(counter).build(workshop);
        let file = match roots {
            Some(roots) => {
                tests::rebuilt(&file, workshop, |parts| tests::forge::put_roots(parts, &roots))
            }
            None => file,
        };
        let path = home.beside("next.run");
        std::fs::write(&path, file).unwrap();
        home.install(&path).run()
    };
    install(u32::MAX, None).ends_with(Exit::Done);
    let outcome = install(2, None);
    outcome.ends_with(Exit::Policy).says(&[&trust::downgrade]);
    let restarted = tests::forge::lists::newer(Workshop::shared(), |list| {
        list.epochs = [("go1.27".to_owned(), 1)].into();
    });
    install(2, Some(restarted)).ends_with(Exit::Done);
    install(1, None).ends_with(Exit::Policy).says(&[&trust::downgrade]);
    home.go_works();
}
