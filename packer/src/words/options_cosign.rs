//! The options of `goferry-pack cosign`.

use super::catalogue;

catalogue! {
    cosign { en: "admit a release: write a statement signed with the organisation's own key beside its file, which never changes", zh: "准入发布:在文件旁写出用本单位密钥签名的声明,文件本身不变" }
    note { en: "what people should know, for example who examined it", zh: "供人阅读的说明,例如由谁审查" }
    add { en: "add a signature to the statement that is there", zh: "在已有的声明上再加一个签名" }
    admitter { en: "the certificate of an admitter: OpenPGP, or the SM2 root above it; a key file brings its own (an SM2 root lies beside it as sm2-root.pem); may be repeated", zh: "准入签名者的证书:OpenPGP 证书,或其上的 SM2 根证书;密钥文件自带证书(SM2 根证书为其旁的 sm2-root.pem);可重复" }
    signing_time { en: "when it is admitted and signed (default: SOURCE_DATE_EPOCH, else now)", zh: "准入并签名的时间(默认为 SOURCE_DATE_EPOCH,否则为当前时间)" }
    out { en: "where the statement goes (default: the file's name with .admission)", zh: "声明的写入位置(默认为文件名加 .admission)" }
    show { en: "show what an admission statement says, and with a file whether it holds", zh: "显示准入声明的内容;给出文件时还检查其是否成立" }
    statement { en: "an admission statement", zh: "准入声明" }
    of { en: "the file whose release it has to admit", zh: "声明应准入的发布文件" }
}
