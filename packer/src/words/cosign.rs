//! Admission statements in the making.

use super::catalogue;

catalogue! {
    first_use(root) { en: "{root} came with the file, and nobody compared it: what is admitted has to come from a root that is known", zh: "{root} 是随文件带来的,未经核对:准入的内容须出自已知的信任根" }
    first_use_help { en: "compare the fingerprint with the one its publisher gave you another way, then name it with --require-root FINGERPRINT", zh: "请与发布者通过其他途径给出的指纹核对,然后用 --require-root 指纹 指定" }
    unknown_certificate(signer) { en: "the certificate by which the signer {signer} is known is not here, so its signature cannot be checked", zh: "没有用以识别签名者 {signer} 的证书,无法核验其签名" }
    unknown_certificate_help { en: "name it with --admitter CERTIFICATE: for OpenPGP the signer's own, for SM2 the root's", zh: "请用 --admitter 证书 指定:OpenPGP 为签名者自己的证书,SM2 为其根证书" }
    no_note { en: "a new statement needs a note", zh: "新的声明须有说明" }
    no_note_help { en: "give --note TEXT, or --add to add a signature to the statement that is there", zh: "请给出 --note 说明;在已有声明上再加签名请用 --add" }
    long_note(found, limit) { en: "the note has {found} bytes, {limit} at most", zh: "说明有 {found} 字节,最多为 {limit} 字节" }
    admitted(file, path) { en: "admitted the release in {file}: {path}", zh: "已准入 {file} 中的发布:{path}" }
    not_checked { en: "nobody's signature over this statement was checked; --of FILE --admitter CERTIFICATE does", zh: "未检查该声明的签名;可用 --of 文件 --admitter 证书 检查" }
    checking(path) { en: "checking {path}", zh: "检查 {path}" }
    other_file { en: "the statement was made beside another file of the same release, which somebody has signed since", zh: "该声明是针对同一发布的另一份文件作出的,其后文件又加了签名" }
    admitted_at { en: "admitted", zh: "准入时间" }
    note { en: "note", zh: "说明" }
    file_sha256 { en: "file's SHA-256", zh: "文件的 SHA-256" }
    file_sm3 { en: "file's SM3", zh: "文件的 SM3" }
    kinds { en: "signatures", zh: "签名" }
}
