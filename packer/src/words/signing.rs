//! Who signs: signers, signatures that are added later, trust lists and changes of root, admissions.

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
    last_version { en: "the list has the last version there can be", zh: "该列表的版本号已达上限" }
    epoch_only_rises(new, line, old) { en: "epoch {new} of {line} is not above {old}, which the list has: it only rises", zh: "{line} 的纪元 {new} 不大于列表中已有的 {old}:纪元只能增加" }
    no_release_certificate { en: "the list would require OpenPGP signatures and name no release certificate: nothing could be released", zh: "该列表要求 OpenPGP 签名,却没有任何发布证书:将无法发布" }
    no_sm2_root { en: "the list would require SM2 signatures and name no SM2 root: nothing could be released", zh: "该列表要求 SM2 签名,却没有 SM2 根证书:将无法发布" }
    not_named(fingerprint) { en: "no release certificate in the list has the fingerprint {fingerprint}", zh: "列表中没有指纹为 {fingerprint} 的发布证书" }
    not_named_help { en: "goferry-pack trust-list show prints those that are in it", zh: "可用 goferry-pack trust-list show 查看列表中的证书" }
    not_by_a_root(signer, roots) { en: "this is the signature of key {signer}; it has to be by {roots}", zh: "这是密钥 {signer} 的签名,而应由 {roots} 签名" }
    draft_shown(missing) { en: "a draft, which counts for nothing before these roots have signed it: {missing}", zh: "这是草稿,以下信任根签名之前不起任何作用:{missing}" }
    no_statement { en: "neither a trust list nor a change of root", zh: "既不是信任列表,也不是信任根更替记录" }
    root(to, from) { en: "the root is now {to}, no longer {from}", zh: "信任根由 {from} 变为 {to}" }
    required_now(kind) { en: "every release must have a signature of kind {kind}", zh: "今后每次发布都须有 {kind} 签名" }
    required_no_more(kind) { en: "releases need no signature of kind {kind} any more", zh: "今后发布不再要求 {kind} 签名" }
    added(fingerprint, name) { en: "may release: {fingerprint}  {name}", zh: "可以发布:{fingerprint}  {name}" }
    replaced(fingerprint, name) { en: "changed certificate of {fingerprint}  {name}", zh: "证书内容有变:{fingerprint}  {name}" }
    removed(fingerprint, name) { en: "may no longer release, earlier releases included: {fingerprint}  {name}", zh: "不能再发布,以往的发布也不再有效:{fingerprint}  {name}" }
    sm2_root(fingerprint, name) { en: "SM2 root: {fingerprint}  {name}", zh: "SM2 根证书:{fingerprint}  {name}" }
    sm2_root_gone(fingerprint, name) { en: "no SM2 root any more, releases under it included: {fingerprint}  {name}", zh: "不再认可该 SM2 根证书及其下的发布:{fingerprint}  {name}" }
    retired(fingerprint, limits) { en: "retired: {fingerprint}, which counts only for {limits}", zh: "已停用:{fingerprint},仅对 {limits} 有效" }
    retired_at_once(fingerprint) { en: "retired: {fingerprint}, which counts for no release any more", zh: "已停用:{fingerprint},对任何发布都不再有效" }
    retired_no_more(fingerprint) { en: "no longer retired: {fingerprint}", zh: "不再停用:{fingerprint}" }
    compromised(fingerprint) { en: "compromised: {fingerprint}, and no release by it counts any more", zh: "已泄露:{fingerprint},其所有发布都不再有效" }
    compromised_except(fingerprint, digests) { en: "compromised: {fingerprint}; of its releases only these still count: {digests}", zh: "已泄露:{fingerprint};其发布中仅以下仍然有效:{digests}" }
    compromised_no_more(fingerprint) { en: "no longer compromised: {fingerprint}", zh: "不再视为泄露:{fingerprint}" }
    floor(line, to, from) { en: "lowest counter of {line}: {to} (was {from})", zh: "{line} 的最低计数:{to}(原为 {from})" }
    epoch(line, to, from) { en: "epoch of {line}: {to} (was {from}); its counter starts again", zh: "{line} 的纪元:{to}(原为 {from});计数重新开始" }
    difference(what) { en: "  {what}", zh: "  {what}" }
    complete_unchecked(path) { en: "every root has signed {path}; take it to the directory of the old root's certificate and run goferry-pack trust-list attach {path} there", zh: "{path} 已由全部信任根签名;请将其带到旧信任根证书所在目录,并在那里运行 goferry-pack trust-list attach {path}" }
    next_version(root, old, new) { en: "trust list of {root}: version {old} becomes {new}", zh: "{root} 的信任列表:第 {old} 版变为第 {new} 版" }
    nothing_changes { en: "it says the same as before, under a new version", zh: "内容与之前相同,仅版本号增加" }
    root_follows(version, old, new) { en: "change {version} of the root: {old} is followed by {new}", zh: "第 {version} 次信任根更替:{old} 由 {new} 接替" }
    written(path) { en: "wrote {path}, checked with the root's signature", zh: "已写出 {path},并已核验信任根的签名" }
    draft_written(path, missing) { en: "wrote {path}, which counts for nothing before these roots have signed it: {missing}", zh: "已写出 {path};以下信任根签名之前它不起任何作用:{missing}" }
    to_sign_written(path, purpose, draft) { en: "wrote what is to be signed to {path}; with GnuPG:\n  gpg --local-user FINGERPRINT --sig-notation purpose@goferry.invalid={purpose} --detach-sign {path}\nthen goferry-pack trust-list attach {draft} SIGNATURE", zh: "已将待签名内容写入 {path};用 GnuPG 签名:\n  gpg --local-user 指纹 --sig-notation purpose@goferry.invalid={purpose} --detach-sign {path}\n然后运行 goferry-pack trust-list attach {draft} 签名文件" }
    next_list(directory) { en: "the new root now has to sign a list: goferry-pack trust-list next {directory} --root-key KEYFILE; files built before that carry none that counts", zh: "接下来须由新的信任根签发列表:goferry-pack trust-list next {directory} --root-key 密钥文件;在此之前无法构建" }
    nobody_signs { en: "nobody is named who signs it", zh: "没有指定由谁签名" }
    nobody_signs_help { en: "give --root-key KEYFILE or cmd:PROGRAM, or --to-sign FILE for a root on another machine", zh: "请给出 --root-key 密钥文件 或 cmd:程序;信任根在另一台机器上时请用 --to-sign 文件" }
    same_root(root) { en: "{root} is the root already", zh: "{root} 已经是当前信任根" }
    draft_name(path, suffix) { en: "{path} does not end in {suffix}, as what still lacks a signature does", zh: "{path} 的名称不以 {suffix} 结尾,而尚缺签名的文件应以此结尾" }
    followed_by { en: "followed by", zh: "接替者" }
    change_version { en: "change", zh: "更替次序" }
    sm2_root_label { en: "SM2 root", zh: "SM2 根证书" }
    epoch_label { en: "epoch", zh: "纪元" }
    bad_item(option, value, why) { en: "{option} {value}: {why}", zh: "{option} {value}:{why}" }
    want_limit { en: "behind the fingerprint, separated by commas, LINE=COUNTER is expected", zh: "指纹之后应为以逗号分隔的“系列=计数”" }
    want_digest { en: "behind the fingerprint, separated by commas, the SHA-256 of a manifest or a finished file is expected", zh: "指纹之后应为以逗号分隔的清单 SHA-256 或成品文件" }
    want_line { en: "LINE=NUMBER is expected, for example go1.27=12", zh: "应为“系列=数字”,例如 go1.27=12" }
    want_kind { en: "kinds separated by commas are expected: openpgp, sm2", zh: "应为以逗号分隔的签名种类:openpgp、sm2" }
    want_fingerprint { en: "a fingerprint of 40 or 64 digits is expected", zh: "应为 40 位或 64 位的指纹" }
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
