//! What exactly is wrong with what is refused: closed lists without a sentence in them. Whoever speaks
//! to people has one for each, in every language. "It" is what the [`Refusal`](crate::Refusal) names.

/// What was met in bytes that have one strict encoding. Lengths are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It ends early.
    Cut,
    /// Bytes follow its end.
    Rest,
    /// It has more than this many bytes.
    TooLong(usize),
    /// It is not of this version, the only one that is read.
    Version(u32),
    /// It says what it should, in another encoding than the only one.
    Respelled,
    /// It does not begin with its magic number.
    Magic,
    /// Its JSON is not canonical, or a field is missing, unknown or of another type.
    Json,
    /// What it has to say has no canonical JSON.
    NoJson,
    /// A value in it is not base64.
    Base64,
    /// Kinds of entries descend.
    KindsDescend,
    /// An entry is of a kind that this version does not know.
    UnknownKind,
    /// What may be there once is there twice.
    Twice,
    /// There are two trust lists.
    TwoTrustLists,
    /// What it lists does not ascend.
    OutOfOrder,
    /// The kinds of signature that it requires are none, or do not ascend.
    RequiredKinds,
    /// A name called critical is out of order, or no extension of it.
    CriticalNames,
    /// A digest is not 64 lower-case digits.
    Digest,
    /// Its note has more than this many bytes.
    NoteTooLong(usize),
    /// A root in it is damaged, or did not sign the trust list beside it.
    Root,

    /// It is no OpenPGP certificate.
    NotACertificate,
    /// It is more than one.
    Several,
    /// It contains a secret key.
    SecretInside,
    /// Its primary key is not Ed25519 of version 4.
    PrimaryKey,
    /// It contains signatures or packets that do not belong to it.
    Foreign,
    /// Other programs have no form for it.
    Unwritable,

    /// It is no X.509 certificate in DER.
    NotX509,
    /// It is signed otherwise than with SM2 and SM3.
    NotSm2,
    /// A critical extension is unknown.
    CriticalExtension,
    /// An extension cannot be read.
    Extension,
    /// Its key is not on SM2's curve.
    Curve,
    /// Its key is no point in uncompressed form.
    Point,
    /// The signature in it has another form.
    Signature,
    /// The chain has more certificates than this.
    ChainTooLong(usize),
    /// There is no certificate.
    NoCertificate,
    /// X.509 cannot express what it has to say.
    Inexpressible,

    /// It is no OpenPGP signature.
    NotASignature,
    /// Its packet's header or length is another one.
    PacketHeader,
    /// It is not over a binary document.
    SignatureType,
    /// It is not by EdDSA, algorithm 22.
    Algorithm,
    /// Its digest is neither SHA-256 nor SHA-512.
    DigestAlgorithm,
    /// Its hashed area is cut, too long or not made of subpackets.
    HashedArea,
    /// Its hashed area holds something else than time, issuer and purpose.
    Subpacket,
    /// Time, issuer or purpose is missing in its hashed area.
    Incomplete,
    /// Its creation time is malformed.
    CreationTime,
    /// Its issuer is not given by a fingerprint of version 4.
    Issuer,
    /// Its notation is malformed or of another name.
    Notation,
    /// Its purpose is unknown.
    UnknownPurpose,
    /// Its unhashed area is not empty.
    UnhashedArea,
    /// A number in it has more than 256 bits.
    Number,
    /// S is not below the group order.
    GroupOrder,

    /// r or s is not from 1 to n-1.
    OutOfRange,
    /// It is not the DER of two numbers.
    NotDer,
    /// It is neither DER nor 64 raw bytes.
    NeitherForm,
    /// The file begins like a signed statement.
    LikeAStatement,
}

/// Why a certificate may not stand where it stands in an SM2 chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainFlaw {
    /// It is no authority.
    NoAuthority,
    /// It is a root, which never travels.
    Root,
    /// The next certificate did not issue it.
    Issuer,
    /// More authorities are below it than it allows.
    PathLength,
}

/// What was met in a line of the host's policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyFlaw {
    /// The file has more than this many bytes.
    TooLong(usize),
    /// The file is not UTF-8.
    NotUtf8,
    /// A control character.
    Control,
    /// Not `KEY = VALUE`.
    NotAKey,
    /// The key is unknown.
    UnknownKey,
    /// The key occurs twice.
    KeyTwice,
    /// The section occurs twice.
    SectionTwice,
    /// The value is neither `true` nor `false`.
    NotABool,
    /// The value is not a list of strings, or an empty one where that would be no demand.
    NotAList,
    /// The value is not a kind of signature.
    NotAKind,
    /// The value is not an NV index.
    NotAnIndex,
    /// The value is not a fingerprint.
    NotAFingerprint,
    /// The value is not a counter.
    NotACounter,
}

/// Why a secret key is none that signs here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFlaw {
    /// The file has more than this many bytes.
    TooLong(usize),
    /// Not one OpenPGP secret key.
    NotOpenPgp,
    /// Not one SM2 secret key in PKCS#8 PEM.
    NotSm2,
    /// It does not fit its public key.
    Mismatch,
    /// No Ed25519 secret key in it.
    NoEd25519,
    /// No primary secret key in it.
    NoPrimary,
    /// No key in it may sign.
    NoneSigns,
    /// The certificate is another key's.
    OtherCertificate,
    /// It cannot be made with this name and time.
    NotMade,
    /// It cannot be written.
    NotWritten,
    /// It does not sign.
    DoesNotSign,
    /// It does not revoke.
    DoesNotRevoke,
}
