//! Admission statements in the making.

use super::catalogue;

catalogue! {
    FIRST_USE { en: "{root} came with the file, and nobody compared it: what is admitted has to come from a root that is known", zh: "{root} 是随文件带来的,未经核对:准入的内容须出自已知的信任根" }
    FIRST_USE_HELP { en: "compare the fingerprint with the one its publisher gave you another way, then name it with --require-root FINGERPRINT", zh: "请与发布者通过其他途径给出的指纹核对,然后用 --require-root 指纹 指定" }
    UNKNOWN_CERTIFICATE { en: "the certificate by which the signer {signer} is known is not here, so its signature cannot be checked", zh: "没有用以识别签名者 {signer} 的证书,无法核验其签名" }
    UNKNOWN_CERTIFICATE_HELP { en: "name it with --admitter CERTIFICATE: for OpenPGP the signer's own, for SM2 the root's", zh: "请用 --admitter 证书 指定:OpenPGP 为签名者自己的证书,SM2 为其根证书" }
    NO_NOTE { en: "a new statement needs a note", zh: "新的声明须有说明" }
    NO_NOTE_HELP { en: "give --note TEXT, or --add to add a signature to the statement that is there", zh: "请给出 --note 说明;在已有声明上再加签名请用 --add" }
    LONG_NOTE { en: "the note has {found} bytes, {limit} at most", zh: "说明有 {found} 字节,最多为 {limit} 字节" }
    ADMITTED { en: "admitted the release in {file}: {path}", zh: "已准入 {file} 中的发布:{path}" }
    NOT_CHECKED { en: "nobody's signature over this statement was checked; --of FILE --admitter CERTIFICATE does", zh: "未检查该声明的签名;可用 --of 文件 --admitter 证书 检查" }
    CHECKING { en: "checking {path}", zh: "检查 {path}" }
    OTHER_FILE { en: "the statement was made beside another file of the same release, which somebody has signed since", zh: "该声明是针对同一发布的另一份文件作出的,其后文件又加了签名" }
    ADMITTED_AT { en: "admitted", zh: "准入时间" }
    NOTE { en: "note", zh: "说明" }
    FILE_SHA256 { en: "file's SHA-256", zh: "文件的 SHA-256" }
    FILE_SM3 { en: "file's SM3", zh: "文件的 SM3" }
    KINDS { en: "signatures", zh: "签名" }
}
