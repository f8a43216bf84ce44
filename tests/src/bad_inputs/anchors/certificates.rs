//! Release certificates that a list of the right root names, and that may not sign all the same.

use super::{Case, case, named, signed_by, under};
use crate::forge::certificates::{Binding, MADE, Made, builder};
use crate::forge::sm2::Authority;
use crate::forge::{entries, lists, offering_asking, x509};
use crate::words::trust;
use crate::workshop::SIGNED;
use crate::{DAY, Workshop};
use keys::sm2::Validity;
use keys::{Kind, ManifestDigest};
use openpgp::types::{Curve, HashAlgorithm, KeyFlags, ReasonForRevocation};
use sequoia_openpgp as openpgp;
use std::collections::BTreeMap;
use std::time::Duration;
use voice::Exit;
use voice::Text;
use x509_cert::ext::pkix::KeyUsages;

pub(super) fn cases() -> Vec<Case> {
    [bindings(), usages(), chains(), times(), revocations(), withdrawals()]
        .into_iter()
        .flatten()
        .collect()
}

type Said = (Exit, &'static Text);

const MALFORMED: Said = (Exit::Damaged, &trust::certificate);
const UNBOUND: Said = (Exit::Untrusted, &trust::unbound);
const NOT_FOR_SIGNING: Said = (Exit::Untrusted, &trust::not_for_signing);
const REVOKED: Said = (Exit::Policy, &trust::revoked);

/// A certificate alone in the list, which signs at `at`.
fn alone(
    row: &'static str,
    what: impl Into<String>,
    said: Said,
    at: u64,
    make: impl Fn() -> Made + Send + Sync + 'static,
) -> Case {
    case(row, what, said, move |workshop| {
        let made = make();
        let change =
            |body: &mut keys::TrustListBody| body.release = vec![lists::listed(&made.public)];
        under(workshop, change, |manifest| signed_by(&made.pen, at, manifest))
    })
}

fn bindings() -> Vec<Case> {
    let bound = |row, what: &str, said, binding: fn() -> Binding| {
        alone(row, what, said, SIGNED, move || binding().made())
    };
    let sha1 = Some(HashAlgorithm::SHA1);
    vec![
        bound("D1", "the subkey bound with SHA-1", UNBOUND, || Binding {
            hash: Some(HashAlgorithm::SHA1),
            ..Binding::default()
        }),
        alone("D1", "the subkey's consent with SHA-1", UNBOUND, SIGNED, move || {
            Binding { consent: sha1, ..Binding::default() }.made()
        }),
        bound("D2", "a subkey without binding", MALFORMED, || Binding {
            hash: None,
            ..Binding::default()
        }),
        bound("D2", "a subkey bound by another certificate", MALFORMED, || Binding {
            strange: true,
            ..Binding::default()
        }),
        bound("D2", "a subkey that does not consent", MALFORMED, || Binding {
            consent: None,
            ..Binding::default()
        }),
        bound("D2", "a subkey of P-256", (Exit::Untrusted, &trust::algorithm), || Binding {
            curve: Curve::NistP256,
            ..Binding::default()
        }),
    ]
}

fn usages() -> Vec<Case> {
    let flagged = |what: &str, flags: fn(KeyFlags) -> KeyFlags| {
        alone("D2", what, NOT_FOR_SIGNING, SIGNED, move || {
            Binding { flags: flags(KeyFlags::empty()), ..Binding::default() }.made()
        })
    };
    let used = |what: &str, usages: &'static [KeyUsages]| {
        leaf("D2", what, NOT_FOR_SIGNING, move |tbs| x509::used_for(tbs, usages))
    };
    vec![
        flagged("a subkey for encryption only", KeyFlags::set_transport_encryption),
        flagged("a subkey for authentication only", KeyFlags::set_authentication),
        flagged("a subkey for nothing", |flags| flags),
        case("D2", "the certifying primary key", NOT_FOR_SIGNING, |workshop| {
            let pen = crate::forge::openpgp::Pen::primary(workshop.release_key());
            under(workshop, |_| {}, |manifest| signed_by(&pen, SIGNED, manifest))
        }),
        used("an SM2 leaf for encipherment only", &[KeyUsages::KeyEncipherment]),
        used(
            "an SM2 leaf that certifies, too",
            &[KeyUsages::DigitalSignature, KeyUsages::KeyCertSign],
        ),
        leaf("D2", "an SM2 leaf for everything", NOT_FOR_SIGNING, |tbs| {
            tbs.extensions.get_or_insert_default().retain(|extension| !extension.critical);
        }),
        leaf("D2", "an SM2 leaf that is an authority", NOT_FOR_SIGNING, |tbs| {
            x509::constrained(tbs, true, None);
        }),
        leaf(
            "D2",
            "an SM2 leaf with an unknown critical extension",
            (Exit::Damaged, &trust::x509),
            x509::with_unknown,
        ),
    ]
}

/// An SM2 leaf that the listed root issued after `change`, and that signs alone.
fn leaf(
    row: &'static str,
    what: &str,
    said: Said,
    change: impl Fn(&mut x509_cert::TbsCertificate) + Send + Sync + 'static,
) -> Case {
    sm2(row, what, said, move |authority| {
        x509::reissued(authority.chain().leaf().to_der(), &authority.ca, &change)
    })
}

/// A chain that signs alone, under the SM2 root of this process.
fn sm2(
    row: &'static str,
    what: &str,
    said: Said,
    chain: impl Fn(&Authority) -> Vec<u8> + Send + Sync + 'static,
) -> Case {
    case(row, what, said, move |workshop| {
        let authority = Authority::shared();
        sealed(workshop, authority, &chain(authority))
    })
}

/// A file under a list that asks for SM2 alone, by `authority`'s release key with this chain.
fn sealed(workshop: &Workshop, authority: &Authority, chain: &[u8]) -> Vec<u8> {
    sm2_asked(
        workshop,
        authority,
        |_| {},
        |manifest| crate::forge::sm2::sealed(&authority.release, chain, manifest),
    )
}

/// A file under a list that asks for SM2 alone and says what else `change` makes of it.
fn sm2_asked(
    workshop: &Workshop,
    authority: &Authority,
    change: impl FnOnce(&mut keys::TrustListBody),
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let roots = lists::newer(workshop, |body| {
        *body = body.clone().with_sm2_ca(&authority.made.ca);
        body.required = vec![Kind::Sm2];
        change(body);
    });
    offering_asking(workshop, &roots, &["sm2"], |manifest| {
        entries([(Kind::Sm2.number(), sign(manifest).as_slice())])
    })
}

const CHAIN: Said = (Exit::Untrusted, &trust::chain);

fn chains() -> Vec<Case> {
    vec![
        sm2(
            "D1",
            "an SM2 leaf that another root issued",
            (Exit::Untrusted, &trust::unknown_signer),
            |authority| {
                let other = Authority::valid(Validity::since(MADE));
                x509::reissued(authority.chain().leaf().to_der(), &other.ca, |_| {})
            },
        ),
        sm2("D1", "an SM2 leaf that another leaf issued", CHAIN, |authority| {
            let leaf = authority.chain();
            let below = x509::reissued(leaf.leaf().to_der(), &authority.release, |tbs| {
                let subject = tbs.subject.clone();
                tbs.issuer = subject;
                tbs.subject = "CN=below".parse().expect("a name");
            });
            [&below[..], leaf.leaf().to_der()].concat()
        }),
        sm2("D1", "an SM2 root that travels", CHAIN, |authority| {
            [authority.chain().leaf().to_der(), authority.made.ca.to_der()].concat()
        }),
        leaf("D1", "an SM2 leaf that names another issuer", CHAIN, |tbs| {
            tbs.issuer = "CN=somebody".parse().expect("a name");
        }),
        sm2("D1", "an authority below a root that allows none", CHAIN, |authority| {
            let leaf = authority.chain().leaf().to_der().to_vec();
            let between = x509::reissued(&leaf, &authority.ca, |tbs| {
                tbs.subject = "CN=between".parse().expect("a name");
                x509::constrained(tbs, true, None);
                x509::used_for(tbs, &[KeyUsages::KeyCertSign]);
            });
            let below = x509::reissued(&leaf, &authority.release, |tbs| {
                tbs.issuer = "CN=between".parse().expect("a name");
            });
            [below, between].concat()
        }),
    ]
}

fn times() -> Vec<Case> {
    let lasting = |days: u64| {
        move || Made::by(builder().set_validity_period(Duration::from_secs(days * DAY)))
    };
    let expired = (Exit::Untrusted, &trust::expired);
    let not_born = (Exit::Untrusted, &trust::not_born);
    let sm2_valid = |what: &str, said: Said, validity: Validity| {
        case("D4", what, said, move |workshop| {
            let authority = Authority::valid(validity);
            sealed(workshop, &authority, &authority.chain().to_der())
        })
    };
    vec![
        alone("D4", "signed when its key had expired", expired, SIGNED, lasting(30)),
        alone(
            "D4",
            "signed in the second its key expired",
            expired,
            MADE + 2000 * DAY,
            lasting(2000),
        ),
        alone("D4", "signed a second before its key was made", not_born, MADE - 1, lasting(30)),
        sm2_valid(
            "sealed a second after its SM2 certificate expired",
            expired,
            Validity { from: MADE, until: SIGNED - 1 },
        ),
        sm2_valid(
            "sealed a second before its SM2 certificate begins",
            not_born,
            Validity::since(SIGNED + 1),
        ),
    ]
}

fn revocations() -> Vec<Case> {
    let subkey = |what: &str, reason: ReasonForRevocation| {
        alone("D5", what, REVOKED, SIGNED, move || Made::with_subkey_revoked(reason, true))
    };
    vec![
        alone("D5", "a certificate revoked whole", REVOKED, SIGNED, Made::revoked),
        subkey("a subkey revoked as compromised", ReasonForRevocation::KeyCompromised),
        subkey(
            "a subkey revoked as retired, after it signed or before",
            ReasonForRevocation::KeyRetired,
        ),
        subkey("a subkey revoked as superseded", ReasonForRevocation::KeySuperseded),
    ]
}

/// The workshop's own honest signature, under a list that withdraws its certificate.
fn withdrawn(
    what: &str,
    said: Said,
    change: impl Fn(&mut keys::TrustListBody, keys::Fingerprint) + Send + Sync + 'static,
) -> Case {
    case("D5", what, said, move |workshop| {
        let signer = workshop.release_key().certificate().fingerprint();
        under(
            workshop,
            |body| change(body, signer),
            |manifest| workshop.sign(manifest, SIGNED).render(),
        )
    })
}

fn withdrawals() -> Vec<Case> {
    let retired = (Exit::Policy, &trust::retired);
    let compromised = (Exit::Policy, &trust::compromised);
    let sm2_withdrawn =
        |what: &str, said, withdraw: fn(&mut keys::TrustListBody, keys::Fingerprint)| {
            case("D5", what, said, move |workshop| {
                let authority = Authority::shared();
                let leaf = authority.chain().leaf().fingerprint();
                sm2_asked(
                    workshop,
                    authority,
                    |body| withdraw(body, leaf),
                    |manifest| authority.sign(manifest),
                )
            })
        };
    vec![
        withdrawn("a certificate the root retired for all lines", retired, |body, signer| {
            body.retired = BTreeMap::from([(signer, BTreeMap::new())]);
        }),
        withdrawn(
            "a certificate the root retired in this line before this counter",
            retired,
            |body, signer| {
                body.retired =
                    BTreeMap::from([(signer, BTreeMap::from([("go1.27".to_owned(), 0)]))]);
            },
        ),
        withdrawn(
            "a certificate the root retired in another line only",
            retired,
            |body, signer| {
                body.retired =
                    BTreeMap::from([(signer, BTreeMap::from([("go1.26".to_owned(), 99)]))]);
            },
        ),
        withdrawn("a certificate the root calls compromised", compromised, |body, signer| {
            body.compromised = BTreeMap::from([(signer, Vec::new())]);
        }),
        withdrawn(
            "a compromised certificate of which another manifest still counts",
            compromised,
            |body, signer| {
                body.compromised = BTreeMap::from([(signer, vec![ManifestDigest::of(b"another")])]);
            },
        ),
        withdrawn(
            "a certificate that the newer list no longer names",
            (Exit::Untrusted, &trust::unknown_signer),
            |body, _| {
                let (_, other) =
                    keys::generate("Snake-oil", MADE, keys::Role::Release, None).expect("a key");
                body.release = named(&[other]);
            },
        ),
        sm2_withdrawn("an SM2 leaf the root calls compromised", compromised, |body, leaf| {
            body.compromised = BTreeMap::from([(leaf, Vec::new())]);
        }),
        sm2_withdrawn("an SM2 leaf the root retired", retired, |body, leaf| {
            body.retired = BTreeMap::from([(leaf, BTreeMap::new())]);
        }),
    ]
}
