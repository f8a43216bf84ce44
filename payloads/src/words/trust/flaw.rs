//! What exactly was met in what is refused: the cause below the sentence that says what is refused.
//! "It" is what that sentence names.

use crate::say;
use crate::words::{Said, catalogue};
use keys::{ChainFlaw, Flaw, KeyFlaw, PolicyFlaw, Refusal};

catalogue! {
    CUT { en: "it ends early", zh: "内容不完整,提前结束" }
    REST { en: "bytes follow its end", zh: "末尾之后还有多余字节" }
    TOO_LONG { en: "it has more than {limit} bytes", zh: "长度超过 {limit} 字节" }
    VERSION { en: "it is not of version {version}", zh: "不是第 {version} 版" }
    RESPELLED { en: "it says the same in another encoding than the only one accepted", zh: "内容相同,但不是唯一认可的编码" }
    MAGIC { en: "it does not begin with its magic number", zh: "开头不是规定的幻数" }
    JSON { en: "its JSON is not canonical, or a field is missing, unknown or of another type", zh: "JSON 不是规范化形式,或有字段缺失、未知或类型不符" }
    NO_JSON { en: "what it has to say has no canonical JSON: a number is above 2^53-1, or a name not ASCII", zh: "内容无法写成规范化 JSON:有数字大于 2^53-1,或名称含有 ASCII 以外的字符" }
    BASE64 { en: "a value in it is not base64", zh: "其中有的值不是 Base64 编码" }
    KINDS_DESCEND { en: "its entries are not in the order of their kinds", zh: "各条目未按种类升序排列" }
    UNKNOWN_KIND { en: "it has an entry of a kind that this version does not know", zh: "含有本版本不认识的条目" }
    TWICE { en: "what may be in it once is in it twice", zh: "只能出现一次的内容出现了两次" }
    TWO_TRUST_LISTS { en: "it has two trust lists", zh: "含有两份信任列表" }
    OUT_OF_ORDER { en: "what it lists is out of order", zh: "所列内容顺序有误" }
    REQUIRED_KINDS { en: "the kinds of signature that it requires are none, or out of order", zh: "所要求的签名种类为空或顺序有误" }
    CRITICAL_NAMES { en: "a name that it marks as critical is out of order, or no extension in it", zh: "标为关键的名称顺序有误,或不是其中的扩展" }
    DIGEST { en: "a digest in it is not 64 lower-case hexadecimal digits", zh: "其中的摘要不是 64 位小写十六进制数字" }
    NOTE_TOO_LONG { en: "its note has more than {limit} bytes", zh: "其说明文字超过 {limit} 字节" }
    DAMAGED_ROOT { en: "a root in it is damaged, or did not sign the trust list beside it", zh: "其中的信任根已损坏,或旁边的信任列表不是由它签名的" }

    NOT_A_CERTIFICATE { en: "it is no OpenPGP certificate", zh: "不是 OpenPGP 证书" }
    SEVERAL { en: "there is more than one", zh: "不止一个" }
    SECRET_INSIDE { en: "it contains a secret key", zh: "其中含有私钥" }
    PRIMARY_KEY { en: "its primary key is not Ed25519 of version 4", zh: "主密钥不是第 4 版 Ed25519 密钥" }
    FOREIGN { en: "it contains signatures or packets that do not belong to it", zh: "含有不属于它的签名或数据包" }
    UNWRITABLE { en: "it has no form that other programs read", zh: "无法写成其他程序可读的形式" }

    NOT_X509 { en: "it is no X.509 certificate in DER", zh: "不是 DER 编码的 X.509 证书" }
    NOT_SM2 { en: "it is signed otherwise than with SM2 and SM3", zh: "不是用 SM2 与 SM3 签名的" }
    CRITICAL_EXTENSION { en: "it has a critical extension that this version does not know", zh: "含有本版本不认识的关键扩展" }
    EXTENSION { en: "an extension in it cannot be read", zh: "其中有扩展无法解析" }
    CURVE { en: "its key is not on SM2's curve", zh: "其公钥不在 SM2 曲线上" }
    POINT { en: "its key is no point in uncompressed form", zh: "其公钥不是非压缩形式的点" }
    SIGNATURE { en: "the signature in it has another form", zh: "其中签名的形式有误" }
    CHAIN_TOO_LONG { en: "there are more than {limit} certificates", zh: "证书超过 {limit} 张" }
    NO_CERTIFICATE { en: "there is no certificate", zh: "没有证书" }
    INEXPRESSIBLE { en: "X.509 cannot express this name or validity", zh: "X.509 无法表示该名称或有效期" }

    NOT_A_SIGNATURE { en: "it is no OpenPGP signature", zh: "不是 OpenPGP 签名" }
    PACKET_HEADER { en: "the header or length of its packet is another one", zh: "数据包的头部或长度不符" }
    SIGNATURE_TYPE { en: "it is not over a binary document", zh: "不是对二进制文档的签名" }
    ALGORITHM { en: "it is not by EdDSA (algorithm 22)", zh: "不是用 EdDSA(算法 22)签名的" }
    DIGEST_ALGORITHM { en: "its digest is neither SHA-256 nor SHA-512", zh: "摘要算法既不是 SHA-256,也不是 SHA-512" }
    HASHED_AREA { en: "its hashed area is cut, too long or malformed", zh: "签名覆盖的区域不完整、过长或格式有误" }
    SUBPACKET { en: "its hashed area holds something else than time, issuer and purpose", zh: "签名覆盖的区域含有时间、签发者和用途以外的内容" }
    INCOMPLETE { en: "its hashed area lacks time, issuer or purpose", zh: "签名覆盖的区域缺少时间、签发者或用途" }
    CREATION_TIME { en: "its time is malformed", zh: "其时间格式有误" }
    ISSUER { en: "its issuer is not given by a fingerprint of version 4", zh: "其签发者不是以第 4 版指纹表示的" }
    NOTATION { en: "its notation is malformed or has another name", zh: "其附注格式有误或名称不符" }
    UNKNOWN_PURPOSE { en: "its purpose is unknown", zh: "其用途未知" }
    UNHASHED_AREA { en: "its unhashed area is not empty", zh: "签名未覆盖的区域不为空" }
    NUMBER { en: "a number in it has more than 256 bits", zh: "其中有数字超过 256 位" }
    GROUP_ORDER { en: "S is not below the group order", zh: "S 不小于群的阶" }

    OUT_OF_RANGE { en: "r or s is not from 1 to n-1", zh: "r 或 s 不在 1 至 n-1 之间" }
    NOT_DER { en: "it is not the DER of two numbers", zh: "不是两个数的 DER 编码" }
    NEITHER_FORM { en: "it is neither DER nor 64 raw bytes", zh: "既不是 DER 编码,也不是 64 个原始字节" }
    LIKE_A_STATEMENT { en: "the file begins as goferry's own signed statements do", zh: "该文件的开头与 goferry 自身的签名声明相同" }

    NO_AUTHORITY { en: "it is no certificate authority", zh: "它不是证书颁发机构的证书" }
    TRAVELLING_ROOT { en: "it is a root, which never travels with a signature", zh: "它是根证书,而根证书不随签名传送" }
    OTHER_ISSUER { en: "the next certificate did not issue it", zh: "它不是由下一张证书签发的" }
    PATH_LENGTH { en: "more authorities are below it than it allows", zh: "其下的颁发机构多于它所允许的数量" }

    NOT_UTF8 { en: "the file is not UTF-8", zh: "该文件不是 UTF-8 编码" }
    CONTROL { en: "a control character", zh: "含有控制字符" }
    NOT_A_KEY { en: "this is not KEY = VALUE", zh: "不是“键 = 值”的形式" }
    UNKNOWN_KEY { en: "the key is unknown", zh: "未知的键" }
    KEY_TWICE { en: "the key occurs twice", zh: "该键出现了两次" }
    SECTION_TWICE { en: "the section occurs twice", zh: "该段出现了两次" }
    NOT_A_BOOL { en: "the value is neither true nor false", zh: "值既不是 true,也不是 false" }
    NOT_A_LIST { en: "the value is not a list of strings in quotation marks", zh: "值不是由带引号的字符串组成的列表" }
    NOT_A_KIND { en: "the value names no kind of signature: \"openpgp\", \"sm2\"", zh: "值不是签名种类:\"openpgp\"、\"sm2\"" }
    NOT_AN_INDEX { en: "the value is not an NV index: \"tpm:0x...\"", zh: "值不是 NV 索引:\"tpm:0x...\"" }
    NOT_A_FINGERPRINT { en: "the value is not a fingerprint of 40 or 64 digits", zh: "值不是 40 位或 64 位数字的指纹" }
    NOT_A_COUNTER { en: "the value is not a counter", zh: "值不是计数" }

    NOT_OPENPGP { en: "it is not one OpenPGP secret key", zh: "不是单个 OpenPGP 私钥" }
    NOT_PKCS8 { en: "it is not one SM2 secret key in PKCS#8 PEM", zh: "不是单个 PKCS#8 PEM 格式的 SM2 私钥" }
    MISMATCH { en: "it does not fit its public key", zh: "与其公钥不匹配" }
    NO_ED25519 { en: "there is no Ed25519 secret key in it", zh: "其中没有 Ed25519 私钥" }
    NO_PRIMARY { en: "its primary secret key is not in it", zh: "其中没有主私钥" }
    NONE_SIGNS { en: "no key in it may sign", zh: "其中没有可用于签名的密钥" }
    OTHER_CERTIFICATE { en: "the certificate is another key's", zh: "该证书属于另一密钥" }
    NOT_MADE { en: "it cannot be made with this name and time", zh: "无法以该名称和时间生成" }
    NOT_WRITTEN { en: "it cannot be written", zh: "无法写出" }
    DOES_NOT_SIGN { en: "it does not sign", zh: "无法用它签名" }
    DOES_NOT_REVOKE { en: "it does not revoke", zh: "无法用它吊销" }
}

/// What was met, where the refusal says it.
pub(super) fn of(refusal: &Refusal) -> Option<Said> {
    match refusal {
        Refusal::Malformed(_, flaw) | Refusal::SignatureForm(flaw) | Refusal::Sm2Form(flaw) => {
            Some(said(*flaw))
        }
        Refusal::Chain { why, .. } => Some(chain(*why)),
        Refusal::Policy { why, .. } => Some(policy(*why)),
        Refusal::SecretKey(why) => Some(key(*why)),
        _ => None,
    }
}

fn said(flaw: Flaw) -> Said {
    match flaw {
        Flaw::Cut => say!(CUT),
        Flaw::Rest => say!(REST),
        Flaw::TooLong(limit) => say!(TOO_LONG, limit = limit),
        Flaw::Version(version) => say!(VERSION, version = version),
        Flaw::Respelled => say!(RESPELLED),
        Flaw::Magic => say!(MAGIC),
        Flaw::Json => say!(JSON),
        Flaw::NoJson => say!(NO_JSON),
        Flaw::Base64 => say!(BASE64),
        Flaw::KindsDescend => say!(KINDS_DESCEND),
        Flaw::UnknownKind => say!(UNKNOWN_KIND),
        Flaw::Twice => say!(TWICE),
        Flaw::TwoTrustLists => say!(TWO_TRUST_LISTS),
        Flaw::OutOfOrder => say!(OUT_OF_ORDER),
        Flaw::RequiredKinds => say!(REQUIRED_KINDS),
        Flaw::CriticalNames => say!(CRITICAL_NAMES),
        Flaw::Digest => say!(DIGEST),
        Flaw::NoteTooLong(limit) => say!(NOTE_TOO_LONG, limit = limit),
        Flaw::Root => say!(DAMAGED_ROOT),
        Flaw::NotACertificate => say!(NOT_A_CERTIFICATE),
        Flaw::Several => say!(SEVERAL),
        Flaw::SecretInside => say!(SECRET_INSIDE),
        Flaw::PrimaryKey => say!(PRIMARY_KEY),
        Flaw::Foreign => say!(FOREIGN),
        Flaw::Unwritable => say!(UNWRITABLE),
        Flaw::NotX509 => say!(NOT_X509),
        Flaw::NotSm2 => say!(NOT_SM2),
        Flaw::CriticalExtension => say!(CRITICAL_EXTENSION),
        Flaw::Extension => say!(EXTENSION),
        Flaw::Curve => say!(CURVE),
        Flaw::Point => say!(POINT),
        Flaw::Signature => say!(SIGNATURE),
        Flaw::ChainTooLong(limit) => say!(CHAIN_TOO_LONG, limit = limit),
        Flaw::NoCertificate => say!(NO_CERTIFICATE),
        Flaw::Inexpressible => say!(INEXPRESSIBLE),
        Flaw::NotASignature => say!(NOT_A_SIGNATURE),
        Flaw::PacketHeader => say!(PACKET_HEADER),
        Flaw::SignatureType => say!(SIGNATURE_TYPE),
        Flaw::Algorithm => say!(ALGORITHM),
        Flaw::DigestAlgorithm => say!(DIGEST_ALGORITHM),
        Flaw::HashedArea => say!(HASHED_AREA),
        Flaw::Subpacket => say!(SUBPACKET),
        Flaw::Incomplete => say!(INCOMPLETE),
        Flaw::CreationTime => say!(CREATION_TIME),
        Flaw::Issuer => say!(ISSUER),
        Flaw::Notation => say!(NOTATION),
        Flaw::UnknownPurpose => say!(UNKNOWN_PURPOSE),
        Flaw::UnhashedArea => say!(UNHASHED_AREA),
        Flaw::Number => say!(NUMBER),
        Flaw::GroupOrder => say!(GROUP_ORDER),
        Flaw::OutOfRange => say!(OUT_OF_RANGE),
        Flaw::NotDer => say!(NOT_DER),
        Flaw::NeitherForm => say!(NEITHER_FORM),
        Flaw::LikeAStatement => say!(LIKE_A_STATEMENT),
    }
}

fn chain(flaw: ChainFlaw) -> Said {
    match flaw {
        ChainFlaw::NoAuthority => say!(NO_AUTHORITY),
        ChainFlaw::Root => say!(TRAVELLING_ROOT),
        ChainFlaw::Issuer => say!(OTHER_ISSUER),
        ChainFlaw::PathLength => say!(PATH_LENGTH),
    }
}

fn policy(flaw: PolicyFlaw) -> Said {
    match flaw {
        PolicyFlaw::TooLong(limit) => say!(TOO_LONG, limit = limit),
        PolicyFlaw::NotUtf8 => say!(NOT_UTF8),
        PolicyFlaw::Control => say!(CONTROL),
        PolicyFlaw::NotAKey => say!(NOT_A_KEY),
        PolicyFlaw::UnknownKey => say!(UNKNOWN_KEY),
        PolicyFlaw::KeyTwice => say!(KEY_TWICE),
        PolicyFlaw::SectionTwice => say!(SECTION_TWICE),
        PolicyFlaw::NotABool => say!(NOT_A_BOOL),
        PolicyFlaw::NotAList => say!(NOT_A_LIST),
        PolicyFlaw::NotAKind => say!(NOT_A_KIND),
        PolicyFlaw::NotAnIndex => say!(NOT_AN_INDEX),
        PolicyFlaw::NotAFingerprint => say!(NOT_A_FINGERPRINT),
        PolicyFlaw::NotACounter => say!(NOT_A_COUNTER),
    }
}

fn key(flaw: KeyFlaw) -> Said {
    match flaw {
        KeyFlaw::TooLong(limit) => say!(TOO_LONG, limit = limit),
        KeyFlaw::NotOpenPgp => say!(NOT_OPENPGP),
        KeyFlaw::NotSm2 => say!(NOT_PKCS8),
        KeyFlaw::Mismatch => say!(MISMATCH),
        KeyFlaw::NoEd25519 => say!(NO_ED25519),
        KeyFlaw::NoPrimary => say!(NO_PRIMARY),
        KeyFlaw::NoneSigns => say!(NONE_SIGNS),
        KeyFlaw::OtherCertificate => say!(OTHER_CERTIFICATE),
        KeyFlaw::NotMade => say!(NOT_MADE),
        KeyFlaw::NotWritten => say!(NOT_WRITTEN),
        KeyFlaw::DoesNotSign => say!(DOES_NOT_SIGN),
        KeyFlaw::DoesNotRevoke => say!(DOES_NOT_REVOKE),
    }
}

#[cfg(test)]
mod tests {
    /// What has no Chinese name in use: the formats, and what a reader of a help text types.
    const TERMS: &str = "\
        0x... ASCII Base64 chmod DER Ed25519 EdDSA ELF false FORMAT.md goferry gunzip \
        gzip INDEX JSON MANIFEST n NV OpenPGP openpgp PEM PKCS r ROOTS S s self SHA SM2 \
        sm2 SM3 tar tpm true U u upgrade UTF X.509 zstd";

    /// The Chinese sentences of a file of the catalogue, without their placeholders.
    fn chinese(source: &str) -> impl Iterator<Item = String> {
        let sentences = source.split("zh: \"").skip(1).filter_map(|rest| rest.split("\" }").next());
        sentences.map(|sentence| {
            let parts = sentence.split('{').map(|part| part.rsplit('}').next().unwrap_or_default());
            parts.collect::<Vec<_>>().join(" ")
        })
    }

    #[test]
    fn what_is_wrong_with_bytes_is_said_in_chinese_but_for_the_formats_own_terms() {
        let sources = [include_str!("flaw.rs"), include_str!("../container.rs")];
        let sentences: Vec<String> = sources.into_iter().flat_map(chinese).collect();
        assert!(sentences.len() > 130, "{}", sentences.len());
        for sentence in sentences {
            let words = sentence.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
            for word in words.filter(|word| word.contains(|c: char| c.is_ascii_alphabetic())) {
                assert!(TERMS.split(' ').any(|term| term == word), "{word}: {sentence}");
            }
        }
    }
}
