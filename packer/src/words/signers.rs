//! Who signs: key files, commands, and what they may sign.

use super::catalogue;

catalogue! {
    asking_list(signer) { en: "asking the trust list about {signer}", zh: "向信任列表核对 {signer}" }
    writing_certificates(path) { en: "writing the signer's certificates to {path}", zh: "将签名者的证书写入 {path}" }
    unjudged { en: "no trust list is known here: whether these signatures count was not checked", zh: "此处没有信任列表:未检查这些签名是否有效" }
    kind_required(kind) { en: "the trust list requires a signature of kind {kind}, and nobody here makes one", zh: "信任列表要求 {kind} 签名,但此处没有相应的签名者" }
    kind_required_help(name) { en: "give --sign-{name} KEYFILE or --sign-{name} cmd:PROGRAM as well, or --require {name} if others add it later", zh: "请同时给出 --sign-{name} 密钥文件 或 --sign-{name} cmd:程序;由他人稍后补签时请给出 --require {name}" }
    chain_needed { en: "the certificates of an external SM2 signer are not known", zh: "外部 SM2 签名程序的证书未知" }
    chain_needed_help { en: "name them with --sm2-chain FILE.pem: the signer's own first, the root left out", zh: "请用 --sm2-chain 文件.pem 指定:签名者自己的证书在前,不含根证书" }
    sm2_answer(command) { en: "the answer of the signer {command} is no SM2 signature that holds", zh: "签名程序 {command} 的输出不是有效的 SM2 签名" }
    sm2_answer_help(signer) { en: "it has to be r and s as DER or 64 raw bytes, over SM3 with the identity 1234567812345678, by the key of certificate {signer}", zh: "应为 r 与 s,采用 DER 或 64 字节原始格式,用 SM3 和标识 1234567812345678 计算,且出自证书 {signer} 的密钥" }
    like_a_statement(path) { en: "{path} begins like a statement that goferry signs, so its SM2 signature could be taken for another", zh: "{path} 的开头与 goferry 所签的声明相同,其 SM2 签名可能被冒充为另一签名" }
    like_a_statement_help { en: "sign an archive of it instead", zh: "请将其打包后再签名" }
}
