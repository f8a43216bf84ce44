//! Lists and roots: who may say whose keys count. The home knows the workshop's root; whoever else
//! speaks in ROOTS is not heard.

use super::{Case, case, named};
use crate::Workshop;
use crate::forge::openpgp::{Pen, Sheet, issued_by};
use crate::forge::{entries, lists, offering, offering_signed};
use crate::words::{container, trust};
use crate::workshop::SIGNED;
use keys::{Fingerprint, Kind, Purpose, Role, SecretKey, TrustListBody};
use voice::Exit;
use voice::Text;

pub(super) fn cases() -> Vec<Case> {
    [strangers(), forgeries(), resemblances(), changes()].into_iter().flatten().collect()
}

type Said = (Exit, &'static Text);

const UNKNOWN: Said = (Exit::Untrusted, &trust::unknown_signer);
const BAD: Said = (Exit::BadSignature, &trust::bad_signature);
const FORM: Said = (Exit::BadSignature, &trust::signature_form);
const STRIPPED: Said = (Exit::Policy, &trust::stripped);

fn strangers() -> Vec<Case> {
    vec![
        case("D1", "a release key of another root, with all its ROOTS", UNKNOWN, |workshop| {
            let other = Workshop::new();
            let roots = other.roots().render();
            offering_signed(workshop, &roots, |manifest| other.sign(manifest, SIGNED).render())
        }),
        case("D1", "a release key of another root beside our root and list", UNKNOWN, |workshop| {
            let other = Workshop::new();
            let roots = workshop.roots().render();
            offering_signed(workshop, &roots, |manifest| other.sign(manifest, SIGNED).render())
        }),
        case("D1", "signed by the root itself", UNKNOWN, |workshop| {
            let roots = workshop.roots().render();
            let key = workshop.root_key();
            offering_signed(workshop, &roots, |manifest| {
                let packet = key.sign(Purpose::Manifest, SIGNED, &mut &*manifest).expect("signed");
                entries([(Kind::OpenPgp.number(), packet.as_slice())])
            })
        }),
    ]
}

/// The next list, which names a thief's certificate, signed as `sign` says; the thief signs the file.
fn forged(
    row: &'static str,
    what: &str,
    said: Said,
    sign: impl Fn(&Workshop, &SecretKey, &[u8]) -> Vec<u8> + Send + Sync + 'static,
) -> Case {
    case(row, what, said, move |workshop| {
        let thief = thief(Role::Release);
        let list = lists::sealed(&naming(workshop, &thief), |body| sign(workshop, &thief, body));
        stolen(workshop, &lists::roots_of(workshop, &list), &thief)
    })
}

fn thief(role: Role) -> SecretKey {
    keys::generate("Snake-oil thief", lists::ISSUED, role, None).expect("a key").0
}

/// The next list of the workshop, naming the thief instead of its release key.
fn naming(workshop: &Workshop, thief: &SecretKey) -> TrustListBody {
    TrustListBody { release: named(&[thief.certificate().clone()]), ..lists::next(workshop) }
}

/// A file signed by the thief.
fn stolen(workshop: &Workshop, roots: &[u8], thief: &SecretKey) -> Vec<u8> {
    offering_signed(workshop, roots, |manifest| {
        let packet = thief.sign(Purpose::Manifest, SIGNED, &mut &*manifest).expect("signed");
        entries([(Kind::OpenPgp.number(), packet.as_slice())])
    })
}

fn forgeries() -> Vec<Case> {
    let sheet = |workshop: &Workshop, body: &[u8], change: fn(Sheet) -> Sheet| {
        let pen = Pen::primary(workshop.root_key());
        let at = u32::try_from(lists::ISSUED).expect("a time");
        let sheet = Sheet::of(pen.fingerprint(), at);
        let domain = Purpose::TrustList.domain().to_vec();
        let sheet =
            Sheet { domain, ..sheet.replacing(2, crate::forge::openpgp::purpose("trust-list")) };
        entries([(Kind::OpenPgp.number(), change(sheet).packet(&pen, body).as_slice())])
    };
    vec![
        forged("D1", "a list that nobody signed", STRIPPED, |_, _, _| Vec::new()),
        forged("D1", "a list signed by the release key it names", UNKNOWN, |_, thief, body| {
            lists::signatures(thief, Purpose::TrustList, body)
        }),
        forged(
            "D1",
            "a list signed by the workshop's release key",
            UNKNOWN,
            |workshop, _, body| lists::signatures(workshop.release_key(), Purpose::TrustList, body),
        ),
        forged("D1", "a list with the root's signature of another list", BAD, |workshop, _, _| {
            lists::signatures(workshop.root_key(), Purpose::TrustList, b"{}")
        }),
        forged(
            "D1",
            "a list signed by the root for another purpose",
            (Exit::BadSignature, &trust::wrong_purpose),
            |workshop, _, body| lists::signatures(workshop.root_key(), Purpose::Admission, body),
        ),
        forged("D1", "a list signed by the root with SHA-1", FORM, move |workshop, _, body| {
            sheet(workshop, body, |sheet| Sheet { hash: 2, ..sheet })
        }),
        forged("D1", "a list signed by the root with MD5", FORM, move |workshop, _, body| {
            sheet(workshop, body, |sheet| Sheet { hash: 1, ..sheet })
        }),
    ]
}

fn twin(fingerprint: Fingerprint) -> Fingerprint {
    let mut bytes: [u8; 20] = fingerprint.as_bytes().try_into().expect("20 bytes");
    bytes[..12].iter_mut().for_each(|byte| *byte ^= 0x5a);
    Fingerprint::from_bytes(bytes)
}

fn resemblances() -> Vec<Case> {
    vec![
        case("D3", "a list of a root equal in the last 16 digits", UNKNOWN, |workshop| {
            let thief = thief(Role::Release);
            let root = twin(workshop.root_key().certificate().fingerprint());
            let body = TrustListBody { root, ..naming(workshop, &thief) };
            let list = lists::by(workshop.root_key(), &body);
            stolen(workshop, &lists::roots_of(workshop, &list), &thief)
        }),
        forged("D3", "a list whose signature names such a root", UNKNOWN, |workshop, _, body| {
            let pen = Pen::primary(workshop.root_key());
            let at = u32::try_from(lists::ISSUED).expect("a time");
            let sheet = Sheet::of(twin(pen.fingerprint()), at);
            let domain = Purpose::TrustList.domain().to_vec();
            let sheet = Sheet {
                domain,
                ..sheet.replacing(2, crate::forge::openpgp::purpose("trust-list"))
            };
            let sheet = sheet.replacing(1, issued_by(twin(pen.fingerprint())));
            entries([(Kind::OpenPgp.number(), sheet.packet(&pen, body).as_slice())])
        }),
    ]
}

/// Who signs a change of root.
type By = for<'a> fn(&'a SecretKey, &'a SecretKey) -> [Option<&'a SecretKey>; 2];

/// A file that brings change number `version` to a new root, and that root's list and release.
fn changed(what: &str, said: Said, version: u32, by: By) -> Case {
    case("D6", what, said, move |workshop| {
        let (old, new, release) = (workshop.root_key(), thief(Role::Root), thief(Role::Release));
        let change = lists::change(version, old, &new, by(old, &new));
        let own = release.certificate().clone();
        let first = TrustListBody::first(new.certificate(), &[own], lists::ISSUED);
        let list = lists::by(&new, &TrustListBody { version: 9, ..first });
        let roots = lists::changes(old.certificate(), &[change], &list);
        stolen(workshop, &roots, &release)
    })
}

fn changes() -> Vec<Case> {
    vec![
        changed("a change of root that nobody signed", STRIPPED, 1, |_, _| [None, None]),
        changed("a change of root not signed by the old one", STRIPPED, 1, |_, new| {
            [None, Some(new)]
        }),
        changed("a change of root not signed by the new one", STRIPPED, 1, |old, _| {
            [Some(old), None]
        }),
        changed("a change of root signed twice by the new one", UNKNOWN, 1, |_, new| {
            [Some(new), Some(new)]
        }),
        changed("a change of root signed twice by the old one", UNKNOWN, 1, |old, _| {
            [Some(old), Some(old)]
        }),
        changed("a gap: the second change without the first", UNKNOWN, 2, |old, new| {
            [Some(old), Some(new)]
        }),
        changed("a change numbered 0", UNKNOWN, 0, |old, new| [Some(old), Some(new)]),
        case(
            "D6",
            "more changes of root than ROOTS can hold",
            (Exit::Damaged, &container::no_container),
            |workshop| {
                let (old, new) = (workshop.root_key(), thief(Role::Root));
                let change = |version| lists::change(version, old, &new, [Some(old), Some(&new)]);
                let all: Vec<_> = (1..=200).map(change).collect();
                let first = TrustListBody::first(new.certificate(), &[], lists::ISSUED);
                let roots = lists::changes(old.certificate(), &all, &lists::by(&new, &first));
                assert!(roots.len() > keys::Roots::MAX_LEN, "{}", roots.len());
                offering(workshop, &roots)
            },
        ),
    ]
}
