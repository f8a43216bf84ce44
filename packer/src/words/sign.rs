//! One more signature on a finished file.

use super::catalogue;

catalogue! {
    too_early(at, sealed) { en: "the signing time is {at}, before the file was sealed at {sealed}", zh: "签名时间为 {at},早于文件的封装时间 {sealed}" }
    too_early_help(sealed) { en: "give --signing-time a time at or after {sealed}", zh: "请用 --signing-time 给出 {sealed} 或之后的时间" }
    signed(file) { en: "{file} is signed, and verified as every user will", zh: "{file} 已签名,并已按用户的方式校验" }
    signed_already(file) { en: "{file} has this very signature already; nothing was changed", zh: "{file} 已有完全相同的签名;未作任何更改" }
    still_missing(file, kinds) { en: "before anybody accepts {file}, it has to be signed with: {kinds}", zh: "{file} 还须有以下签名才会被接受:{kinds}" }
    stale(names) { en: "removed, as it spoke of the former bytes (in SHA256SUMS and SM3SUMS the file's lines): {names}", zh: "以下内容针对原来的字节,已移除(SHA256SUMS 和 SM3SUMS 中仅移除该文件的行):{names}" }
    sidecars_again(file) { en: "goferry-pack sidecars {file} makes checksums and detached signatures again", zh: "可用 goferry-pack sidecars {file} 重新生成校验和与分离签名" }
    newer_list_needed(file) { en: "the trust list in {file} does not name everybody who signed it: only those who have a newer list accept all signatures", zh: "{file} 自带的信任列表未包含全部签名者:只有持有更新列表的用户才会认可全部签名" }
    exported(file, path, time) { en: "wrote what is to be signed for {file} to {path}; purpose manifest, signed at {time} or later", zh: "已将 {file} 的待签名内容写入 {path};用途为 manifest,签名时间不得早于 {time}" }
    with_gpg(path, file) { en: "with GnuPG:\n  gpg --local-user FINGERPRINT --sig-notation purpose@goferry.invalid=manifest --detach-sign {path}\nthen goferry-pack sign --attach {path}.sig {file}", zh: "用 GnuPG 签名:\n  gpg --local-user 指纹 --sig-notation purpose@goferry.invalid=manifest --detach-sign {path}\n然后运行 goferry-pack sign --attach {path}.sig {file}" }
    with_openssl(certificate, path, file) { en: "with OpenSSL and the key of certificate {certificate}:\n  openssl pkeyutl -sign -rawin -digest sm3 -pkeyopt distid:1234567812345678 -inkey KEY -in {path} -out {path}.sig\nthen goferry-pack sign --attach {path}.sig --sm2-chain FILE {file}", zh: "用 OpenSSL 和证书 {certificate} 的密钥签名:\n  openssl pkeyutl -sign -rawin -digest sm3 -pkeyopt distid:1234567812345678 -inkey 密钥 -in {path} -out {path}.sig\n然后运行 goferry-pack sign --attach {path}.sig --sm2-chain 文件 {file}" }
}
