//! A container that some have signed and others have still to.

use super::maker::{CLOCK, SIGNED, noise, regions};
use super::*;
use crate::container::{Laid, Source, Unfinished};
use crate::digest::Both;
use crate::refusal::trusted;
use keys::{Kind, Roots, Signatures, Trust};
use voice::Exit;
use voice::{Progress, exit_of};

/// Requires both kinds; only OpenPGP has signed. Longer than what is copied at once.
fn half_signed() -> Vec<u8> {
    resigned(&Maker::holding(&noise(3 << 20)).build(), |manifest| {
        manifest["envelope"]["required"] = serde_json::json!(["openpgp", "sm2"]);
    })
}

fn found(source: &Source) -> anyhow::Result<Unfinished> {
    let tofu = |roots: &Roots| trusted(Trust::tofu(roots));
    Laid::read(source)?.authenticate_unfinished(tofu, &CLOCK)
}

#[test]
fn what_is_missing_is_known_of_a_file_that_is_not_trusted_yet() {
    let (whole, scratch) = (half_signed(), Scratch::new());
    let ([_, manifest, signatures], trailer) = regions(&whole);
    let source = scratch.source(&whole);
    assert_eq!(exit_of(&opened(&source).unwrap_err()), Exit::Policy);
    let found = found(&source).unwrap();
    assert_eq!(found.missing(), [Kind::Sm2]);
    assert!(found.counts(Kind::OpenPgp).unwrap() && !found.counts(Kind::Sm2).unwrap());
    assert_eq!((found.manifest(), found.identity()), (manifest, Both::of(manifest)));
    assert_eq!((found.trailer(), found.signatures().render()), (&trailer, signatures.to_vec()));
    assert_eq!((found.envelope().counter, found.envelope().signing_time), (1, SIGNED));
    assert_eq!(found.whole().unwrap().payload.go, "1.27.3");
}

#[test]
fn a_finished_file_misses_nothing() {
    let scratch = Scratch::new();
    let found = found(&scratch.source(&Maker::new().build())).unwrap();
    assert_eq!(found.missing(), []);
    assert!(found.counts(Kind::OpenPgp).unwrap() && !found.counts(Kind::Sm2).unwrap());
}

#[test]
fn its_index_is_read_as_that_of_a_finished_file() {
    let maker = Maker::new().told(|lines| lines.replacen("goroot/go", "goroot/a/go", 1));
    let scratch = Scratch::new();
    let source = scratch.source(&maker.build());
    let refused = found(&source).unwrap().verify(&source, 1, &Progress::hidden()).unwrap_err();
    assert_eq!((exit_of(&refused), id(&refused)), (Exit::Damaged, "index_line"));
}

#[test]
fn every_byte_before_the_manifest_is_checked() {
    let (mut whole, scratch) = (half_signed(), Scratch::new());
    let verify = |whole: &[u8]| {
        let source = scratch.source(whole);
        found(&source).unwrap().verify(&source, 2, &Progress::hidden())
    };
    verify(&whole).unwrap();
    let last = regions(&whole).1.manifest_offset as usize - 1;
    for at in [0, last / 2, last] {
        whole[at] ^= 1;
        assert_eq!(exit_of(&verify(&whole).unwrap_err()), Exit::Damaged, "byte {at}");
        whole[at] ^= 1;
    }
}

#[test]
fn other_signatures_take_the_place_of_its_own_and_nothing_else_changes() {
    let (whole, scratch) = (half_signed(), Scratch::new());
    let source = scratch.source(&whole);
    let found = found(&source).unwrap();
    let written = |signatures: &Signatures| {
        let path = scratch.path().join("signed.run");
        let mut out = std::fs::File::create(&path).unwrap();
        found.write_with(signatures, &source, &mut out).unwrap();
        std::fs::read(path).unwrap()
    };
    assert!(written(found.signatures()) == whole);
    let both = found.signatures().clone().with(Kind::Sm2, vec![1; 200]).unwrap();
    let signed = written(&both);
    let ([before, manifest, _], trailer) = regions(&whole);
    let ([same, again, signatures], longer) = regions(&signed);
    assert!(same == before && again == manifest && signatures == both.render());
    let signatures_length = both.render().len() as u64;
    assert_eq!(longer, crate::container::trailer::Trailer { signatures_length, ..trailer });
}
