//! Who is believed, and why not: every refusal and warning of the crate `keys`.

mod flaw;
pub mod standing;

use super::{Doing, Fact, Said, catalogue};
use crate::time::rfc3339;
use crate::{Exit, say};
use keys::{Purpose, Refusal, Structure, Warning};

catalogue! {
    READING { en: "what is to be checked cannot be read", zh: "无法读取待检查的内容" }
    MALFORMED { en: "{what} is malformed", zh: "{what}格式有误" }
    SIGNATURES { en: "the list of signatures", zh: "签名列表" }
    ROOTS { en: "the ROOTS region", zh: "信任根区域(ROOTS)" }
    TRUST_LIST { en: "the trust list", zh: "信任列表" }
    ROOT_CHANGE { en: "the change of root", zh: "信任根更替记录" }
    CERTIFICATE { en: "this is not one public OpenPGP certificate with a version 4 Ed25519 key", zh: "这不是单个使用第 4 版 Ed25519 密钥的 OpenPGP 公钥证书" }
    X509 { en: "this is not one X.509 certificate with an SM2 key, signed with SM2 and SM3", zh: "这不是单个使用 SM2 密钥并以 SM2/SM3 签名的 X.509 证书" }
    ADMISSION_STATEMENT { en: "the admission statement", zh: "准入声明" }
    TRUST_STATE { en: "the recorded trust state", zh: "本机记录的信任状态" }
    MESSAGE { en: "what is to be signed or checked is longer than {limit} bytes", zh: "待签名或待检查的内容超过 {limit} 字节" }
    REPAIR { en: "goferry repair mends it", zh: "可用 goferry repair 修复" }

    MANIFEST { en: "a manifest", zh: "清单" }
    A_TRUST_LIST { en: "a trust list", zh: "信任列表" }
    A_ROOT_CHANGE { en: "a change of root", zh: "信任根更替" }
    ADMISSION { en: "an admission", zh: "准入" }
    SIDECAR { en: "a file as it is (detached signature)", zh: "文件本身(分离签名)" }

    SIGNATURE_FORM { en: "the OpenPGP signature is not in the only form accepted", zh: "OpenPGP 签名不是唯一认可的形式" }
    SM2_FORM { en: "the SM2 signature is not in the only form accepted", zh: "SM2 签名不是唯一认可的形式" }
    CHAIN { en: "the SM2 certificate {certificate} may not stand where it stands in its chain", zh: "SM2 证书 {certificate} 不能位于其证书链中的该位置" }
    WRONG_PURPOSE { en: "the signature was made for {found}, not for {expected}", zh: "该签名是为“{found}”而作,不是为“{expected}”" }
    BAD_SIGNATURE { en: "the {kind} signature by key {signer} does not hold: the content or the signature was changed", zh: "密钥 {signer} 的 {kind} 签名不成立:内容或签名被改动过" }
    COPY_AGAIN { en: "fetch the file again from where it was released; do not use this one", zh: "请从发布处重新获取该文件,不要使用这一份" }
    UNKNOWN_SIGNER { en: "key {signer}, which made the {kind} signature, belongs to no release certificate accepted here", zh: "作出 {kind} 签名的密钥 {signer} 不属于此处认可的任何发布证书" }
    ACCEPT_ROOT { en: "if you know the fingerprint of its root from another source, name it with --require-root FINGERPRINT", zh: "若已从其他途径得知其信任根的指纹,请用 --require-root 指纹 指定" }
    OTHER_ROOT { en: "the trust root {root} is not the one behind this", zh: "信任根 {root} 与此内容不对应" }
    OTHER_ROOT_HELP { en: "compare the fingerprint with the one its publisher gave you another way", zh: "请与发布者通过其他途径给出的指纹核对" }
    NO_ROOT { en: "there is no trust root to judge this by", zh: "没有可用于判断的信任根" }
    UNBOUND { en: "key {signer} was not bound to its certificate when it signed", zh: "密钥 {signer} 在签名时未与其证书绑定" }
    NOT_FOR_SIGNING { en: "key {signer} is not for signing", zh: "密钥 {signer} 不用于签名" }
    ALGORITHM { en: "key {signer} is of an algorithm that is not accepted, at any time", zh: "密钥 {signer} 的算法在任何时候都不被认可" }
    NOT_BORN { en: "the signature is of {signed}, before its key {signer} became valid at {born}", zh: "签名时间为 {signed},早于密钥 {signer} 的生效时间 {born}" }
    EXPIRED { en: "key {signer} expired at {expired}, before it signed at {signed}", zh: "密钥 {signer} 已于 {expired} 过期,签名时间为 {signed}" }
    REVOKED { en: "key {signer} is revoked", zh: "密钥 {signer} 已被吊销" }
    COMPROMISED { en: "the root lists the release certificate {signer} as compromised, and this content is not among those that still count", zh: "信任根已将发布证书 {signer} 列为泄露,且该内容不在仍然有效之列" }
    NEWER_RELEASE { en: "ask its publisher for a release signed by another key", zh: "请向发布者索取由其他密钥签名的版本" }
    FUTURE { en: "the signature was made at {signed}, more than a day after {reference}, the latest time known here", zh: "签名时间为 {signed},比此处所知的最新时间 {reference} 晚一天以上" }
    FUTURE_HELP { en: "check the clock of this machine (date -u)", zh: "请检查本机时钟(date -u)" }
    STRIPPED { en: "the {kind} signature, which is required, is missing", zh: "缺少必需的 {kind} 签名" }
    REQUIRED_NOT_EVALUATED { en: "the {kind} signature is required, and this program cannot evaluate it", zh: "{kind} 签名是必需的,而本程序无法验证它" }
    NEWER { en: "it is signed by its root, but uses {what}, which this version does not know", zh: "它由信任根签名,但使用了本版本不认识的 {what}" }
    NEWER_HELP { en: "use a newer goferry", zh: "请使用更新版本的 goferry" }

    TIME { en: "an OpenPGP signature cannot hold the time {at} (seconds since 1970; at most 4294967295)", zh: "OpenPGP 签名无法表示时间 {at}(自 1970 年起的秒数,最大 4294967295)" }
    SECRET_KEY { en: "this is not one OpenPGP secret key of version 4 that signs with Ed25519, nor one SM2 secret key in PKCS#8 PEM", zh: "这既不是单个可用 Ed25519 签名的第 4 版 OpenPGP 私钥,也不是单个 PKCS#8 PEM 格式的 SM2 私钥" }
    PASSPHRASE_NEEDED { en: "the secret key is protected and no passphrase was given", zh: "私钥受口令保护,但没有给出口令" }
    WRONG_PASSPHRASE { en: "the passphrase does not open the secret key", zh: "口令无法打开私钥" }

    CLOCK_IMPLAUSIBLE { en: "the clock of this machine says {now}, which cannot be right (it is at least {earliest}); times are judged without it", zh: "本机时钟显示为 {now},不可能正确(至少应为 {earliest});判断时间时将不使用它" }
    CLOCK_FAR_AHEAD { en: "the clock of this machine says {now}, which is too far ahead to be right; times are judged without it", zh: "本机时钟显示为 {now},过于超前,不可能正确;判断时间时将不使用它" }
    NOT_EVALUATED { en: "the {kind} signature was not evaluated and does not count", zh: "{kind} 签名未经验证,不计入" }
}

/// What a refusal means to the user: the sentence, the exit code, and the way out.
pub fn fact(refusal: &Refusal) -> Fact {
    if let Some(fact) = standing::fact(refusal) {
        return fact;
    }
    match refusal {
        Refusal::Read(_) => Fact::new(Exit::Io, say!(READING)),
        Refusal::Malformed(what, _) => malformed(*what),
        Refusal::MessageTooLong => {
            Fact::new(Exit::Damaged, say!(MESSAGE, limit = Purpose::MAX_MESSAGE))
        }
        Refusal::SignatureForm(_) => {
            Fact::new(Exit::BadSignature, say!(SIGNATURE_FORM)).help(say!(COPY_AGAIN))
        }
        Refusal::Sm2Form(_) => Fact::new(Exit::BadSignature, say!(SM2_FORM)).help(say!(COPY_AGAIN)),
        Refusal::WrongPurpose { expected, found } => {
            let (expected, found) = (purpose(*expected), purpose(*found));
            Fact::new(Exit::BadSignature, say!(WRONG_PURPOSE, expected = expected, found = found))
        }
        Refusal::BadSignature { kind, signer } => {
            let said = say!(BAD_SIGNATURE, kind = kind, signer = signer);
            Fact::new(Exit::BadSignature, said).help(say!(COPY_AGAIN))
        }
        Refusal::UnknownSigner { .. }
        | Refusal::UnknownRoot(_)
        | Refusal::Chain { .. }
        | Refusal::Unbound { .. }
        | Refusal::NotForSigning { .. }
        | Refusal::Algorithm { .. }
        | Refusal::NotBorn { .. }
        | Refusal::Expired { .. } => untrusted(refusal),
        Refusal::Newer(what) => {
            Fact::new(Exit::Newer, say!(NEWER, what = what)).help(say!(NEWER_HELP))
        }
        Refusal::Time(at) => Fact::new(Exit::Usage, say!(TIME, at = at)),
        Refusal::SecretKey(_) => Fact::new(Exit::Usage, say!(SECRET_KEY)),
        Refusal::PassphraseNeeded => Fact::new(Exit::Usage, say!(PASSPHRASE_NEEDED)),
        Refusal::WrongPassphrase => Fact::new(Exit::Usage, say!(WRONG_PASSPHRASE)),
        _ => policy(refusal),
    }
}

/// The result with a refusal turned into its [`fact`]. What exactly was met stays as the cause; what
/// the system said while reading stays the system's own error.
pub fn trusted<T>(result: Result<T, Refusal>) -> anyhow::Result<T> {
    let refusal = match result {
        Ok(value) => return Ok(value),
        Err(refusal) => refusal,
    };
    let (meaning, met) = (fact(&refusal), flaw::of(&refusal));
    match (refusal, met) {
        (Refusal::Read(error), _) => Err(super::recover(error)),
        (_, Some(met)) => Err(Fact::new(meaning.exit, met)).fact(|| meaning),
        (_, None) => Err(meaning.into()),
    }
}

/// What a warning of the verdict says.
pub fn warning(warning: &Warning) -> Said {
    match warning {
        Warning::ClockImplausible { now, earliest } if now >= earliest => {
            say!(CLOCK_FAR_AHEAD, now = rfc3339(*now))
        }
        Warning::ClockImplausible { now, earliest } => {
            say!(CLOCK_IMPLAUSIBLE, now = rfc3339(*now), earliest = rfc3339(*earliest))
        }
        Warning::NotEvaluated(kind) => say!(NOT_EVALUATED, kind = kind),
    }
}

/// What a signature is for, as a noun.
pub fn purpose(purpose: Purpose) -> Said {
    match purpose {
        Purpose::Manifest => say!(MANIFEST),
        Purpose::TrustList => say!(A_TRUST_LIST),
        Purpose::RootChange => say!(A_ROOT_CHANGE),
        Purpose::Admission => say!(ADMISSION),
        Purpose::Sidecar => say!(SIDECAR),
    }
}

fn malformed(what: Structure) -> Fact {
    let damaged = |what: Said| Fact::new(Exit::Damaged, say!(MALFORMED, what = what));
    match what {
        Structure::Signatures => damaged(say!(SIGNATURES)),
        Structure::Roots => damaged(say!(ROOTS)),
        Structure::TrustList => damaged(say!(TRUST_LIST)),
        Structure::RootChange => damaged(say!(ROOT_CHANGE)),
        Structure::Certificate => Fact::new(Exit::Damaged, say!(CERTIFICATE)),
        Structure::X509 => Fact::new(Exit::Damaged, say!(X509)),
        Structure::Admission => damaged(say!(ADMISSION_STATEMENT)),
        Structure::TrustState => {
            let said = say!(MALFORMED, what = say!(TRUST_STATE));
            Fact::new(Exit::State, said).help(say!(REPAIR))
        }
    }
}

/// Refusals of a signer.
fn untrusted(refusal: &Refusal) -> Fact {
    let said = match refusal {
        Refusal::UnknownSigner { kind, signer } => {
            let said = say!(UNKNOWN_SIGNER, kind = kind, signer = signer);
            return Fact::new(Exit::Untrusted, said).help(say!(ACCEPT_ROOT));
        }
        Refusal::UnknownRoot(Some(root)) => {
            let said = say!(OTHER_ROOT, root = root);
            return Fact::new(Exit::Untrusted, said).help(say!(OTHER_ROOT_HELP));
        }
        Refusal::Chain { certificate, .. } => say!(CHAIN, certificate = certificate),
        Refusal::Unbound { signer } => say!(UNBOUND, signer = signer),
        Refusal::NotForSigning { signer } => say!(NOT_FOR_SIGNING, signer = signer),
        Refusal::Algorithm { signer } => say!(ALGORITHM, signer = signer),
        Refusal::NotBorn { signer, born, signed } => {
            say!(NOT_BORN, signer = signer, born = rfc3339(*born), signed = rfc3339(*signed))
        }
        Refusal::Expired { signer, expired, signed } => {
            say!(EXPIRED, signer = signer, expired = rfc3339(*expired), signed = rfc3339(*signed))
        }
        _ => say!(NO_ROOT),
    };
    Fact::new(Exit::Untrusted, said)
}

/// Refusals of a policy.
fn policy(refusal: &Refusal) -> Fact {
    let (said, help) = match refusal {
        Refusal::Revoked { signer } => (say!(REVOKED, signer = signer), say!(NEWER_RELEASE)),
        Refusal::Compromised { signer } => {
            (say!(COMPROMISED, signer = signer), say!(NEWER_RELEASE))
        }
        Refusal::FromTheFuture { signed, reference } => {
            let (signed, reference) = (rfc3339(*signed), rfc3339(*reference));
            (say!(FUTURE, signed = signed, reference = reference), say!(FUTURE_HELP))
        }
        Refusal::NotEvaluated(kind) => {
            (say!(REQUIRED_NOT_EVALUATED, kind = kind), say!(NEWER_HELP))
        }
        Refusal::Stripped(kind) => (say!(STRIPPED, kind = kind), say!(COPY_AGAIN)),
        _ => return Fact::new(Exit::Policy, say!(NO_ROOT)),
    };
    Fact::new(Exit::Policy, said).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Lang, exit_of, render_error};
    use keys::{ChainFlaw, Fingerprint, Flaw, KeyFlaw, Kind, PolicyFlaw};

    fn every_refusal() -> Vec<(Refusal, Exit)> {
        let (kind, signer) = (Kind::Sm2, Fingerprint::from_bytes([0xab; 20]));
        let (born, signed, expired, reference) = (20, 10, 5, 1);
        let (expected, found) = (Purpose::Manifest, Purpose::Sidecar);
        let release = ("go1.27".to_owned(), 5);
        vec![
            (Refusal::Malformed(Structure::Roots, Flaw::KindsDescend), Exit::Damaged),
            (Refusal::Malformed(Structure::TrustState, Flaw::Json), Exit::State),
            (Refusal::SignatureForm(Flaw::Issuer), Exit::BadSignature),
            (Refusal::WrongPurpose { expected, found }, Exit::BadSignature),
            (Refusal::BadSignature { kind, signer }, Exit::BadSignature),
            (Refusal::UnknownSigner { kind, signer }, Exit::Untrusted),
            (Refusal::UnknownRoot(Some(signer)), Exit::Untrusted),
            (Refusal::UnknownRoot(None), Exit::Untrusted),
            (Refusal::Malformed(Structure::X509, Flaw::Curve), Exit::Damaged),
            (Refusal::Malformed(Structure::Admission, Flaw::Digest), Exit::Damaged),
            (Refusal::Sm2Form(Flaw::OutOfRange), Exit::BadSignature),
            (Refusal::Chain { certificate: signer, why: ChainFlaw::Root }, Exit::Untrusted),
            (Refusal::Unbound { signer }, Exit::Untrusted),
            (Refusal::NotForSigning { signer }, Exit::Untrusted),
            (Refusal::Algorithm { signer }, Exit::Untrusted),
            (Refusal::Backdated { signer, signed, sealed: born }, Exit::Policy),
            (Refusal::Retired { signer, release: None, last: None }, Exit::Policy),
            (Refusal::Retired { signer, release: Some(release.clone()), last: None }, Exit::Policy),
            (Refusal::RequiredSigner(vec![signer]), Exit::Policy),
            (Refusal::NotPinned(signer), Exit::Policy),
            (Refusal::BelowFloor { series: release.0.clone(), counter: 1, floor: 2 }, Exit::Policy),
            (Refusal::Downgrade { series: release.0, counter: 1, highest: 2 }, Exit::Policy),
            (Refusal::NotNewer { offered: 1, known: 1 }, Exit::Policy),
            (Refusal::NotNextChange { offered: 3, next: 2 }, Exit::Policy),
            (Refusal::AdmissionMissing, Exit::Policy),
            (Refusal::OtherAdmission, Exit::Policy),
            (Refusal::Policy { line: 1, why: PolicyFlaw::Control }, Exit::Policy),
            (Refusal::NotBorn { signer, born, signed }, Exit::Untrusted),
            (Refusal::Expired { signer, expired, signed }, Exit::Untrusted),
            (Refusal::Revoked { signer }, Exit::Policy),
            (Refusal::Compromised { signer }, Exit::Policy),
            (Refusal::FromTheFuture { signed, reference }, Exit::Policy),
            (Refusal::Stripped(kind), Exit::Policy),
            (Refusal::NotEvaluated(kind), Exit::Policy),
            (Refusal::Newer("what".into()), Exit::Newer),
            (Refusal::MessageTooLong, Exit::Damaged),
            (Refusal::Time(1 << 32), Exit::Usage),
            (Refusal::SecretKey(KeyFlaw::Mismatch), Exit::Usage),
            (Refusal::PassphraseNeeded, Exit::Usage),
            (Refusal::WrongPassphrase, Exit::Usage),
        ]
    }

    #[test]
    fn every_refusal_has_its_exit_code_and_a_whole_sentence_in_both_languages() {
        for (refusal, exit) in every_refusal() {
            let fact = fact(&refusal);
            assert_eq!(fact.exit, exit, "{refusal}");
            for lang in [Lang::En, Lang::Zh] {
                let sentence = fact.said.render(lang);
                assert!(!sentence.contains(['{', '}']), "{sentence}");
            }
        }
    }

    #[test]
    fn what_the_system_said_while_reading_stays_its_own_error() {
        let full = std::io::Error::from_raw_os_error(28);
        let error = trusted::<()>(Err(Refusal::Read(full))).unwrap_err();
        assert_eq!(exit_of(&error), Exit::NoSpace);
    }

    #[test]
    fn what_was_met_in_malformed_bytes_is_the_cause() {
        let refused = Err(Refusal::Malformed(Structure::Roots, Flaw::KindsDescend));
        let error = trusted::<()>(refused).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Damaged);
        assert_eq!(
            render_error(&error, Lang::En),
            "error: the ROOTS region is malformed\n  \
             caused by: its entries are not in the order of their kinds"
        );
        assert_eq!(
            render_error(&error, Lang::Zh),
            "错误: 信任根区域(ROOTS)格式有误\n  原因: 各条目未按种类升序排列"
        );
    }

    #[test]
    fn a_clock_is_called_early_or_far_ahead() {
        let early = warning(&Warning::ClockImplausible { now: 0, earliest: 5 });
        assert!(early.render(Lang::En).contains("1970-01-01T00:00:05Z"));
        let ahead = warning(&Warning::ClockImplausible { now: 9, earliest: 5 });
        assert!(ahead.render(Lang::Zh).contains("过于超前"));
    }
}
