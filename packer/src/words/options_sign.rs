//! The options of `goferry-pack sign`.

use super::catalogue;

catalogue! {
    sign { en: "add or replace signatures of a finished file, made here or elsewhere", zh: "为成品文件添加或替换签名,可在此处或别处签名" }
    detached_manifest { en: "write what is to be signed to this file, for a signer elsewhere: OpenPGP, or with --sm2-chain SM2", zh: "将待签名内容写入该文件,供别处签名:默认为 OpenPGP,给出 --sm2-chain 时为 SM2" }
    attach { en: "add the signature that was made elsewhere: OpenPGP, or with --sm2-chain SM2", zh: "加入在别处作出的签名:默认为 OpenPGP,给出 --sm2-chain 时为 SM2" }
    sm2_chain { en: "the certificates of the SM2 signer, its own first, the root left out (default: release-sm2.pem beside a key file)", zh: "SM2 签名者的证书,自己的在前,不含根证书(默认为密钥文件旁的 release-sm2.pem)" }
    signing_time { en: "when it is signed with OpenPGP, not before the file was sealed (default: SOURCE_DATE_EPOCH, else now)", zh: "OpenPGP 签名的时间,不得早于文件封装时间(默认为 SOURCE_DATE_EPOCH,否则为当前时间)" }
    roots { en: "a directory with root.asc and trust-list: this list decides whose new signatures count (default: the file's own)", zh: "含有 root.asc 和 trust-list 的目录,由该列表决定新签名是否有效(默认为文件自带的列表)" }
}
