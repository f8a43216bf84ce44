//! Who is believed, and why not: every refusal and warning of the crate `keys`. Why an authentic signature or
//! release still does not count here: what the root has withdrawn, what the host demands, what was seen before.

use super::catalogue;

catalogue! {
    reading { en: "what is to be checked cannot be read", zh: "无法读取待检查的内容" }
    malformed(what) { en: "{what} is malformed", zh: "{what}格式有误" }
    signatures { en: "the list of signatures", zh: "签名列表" }
    roots { en: "the ROOTS region", zh: "信任根区域(ROOTS)" }
    trust_list { en: "the trust list", zh: "信任列表" }
    root_change { en: "the change of root", zh: "信任根更替记录" }
    certificate { en: "this is not one public OpenPGP certificate with a version 4 Ed25519 key", zh: "这不是单个使用第 4 版 Ed25519 密钥的 OpenPGP 公钥证书" }
    x509 { en: "this is not one X.509 certificate with an SM2 key, signed with SM2 and SM3", zh: "这不是单个使用 SM2 密钥并以 SM2/SM3 签名的 X.509 证书" }
    admission_statement { en: "the admission statement", zh: "准入声明" }
    trust_state { en: "the recorded trust state", zh: "本机记录的信任状态" }
    message(limit) { en: "what is to be signed or checked is longer than {limit} bytes", zh: "待签名或待检查的内容超过 {limit} 字节" }
    repair { en: "goferry repair mends it", zh: "可用 goferry repair 修复" }
    manifest { en: "a manifest", zh: "清单" }
    a_trust_list { en: "a trust list", zh: "信任列表" }
    a_root_change { en: "a change of root", zh: "信任根更替" }
    admission { en: "an admission", zh: "准入" }
    sidecar { en: "a file as it is (detached signature)", zh: "文件本身(分离签名)" }
    signature_form { en: "the OpenPGP signature is not in the only form accepted", zh: "OpenPGP 签名不是唯一认可的形式" }
    sm2_form { en: "the SM2 signature is not in the only form accepted", zh: "SM2 签名不是唯一认可的形式" }
    chain(certificate) { en: "the SM2 certificate {certificate} may not stand where it stands in its chain", zh: "SM2 证书 {certificate} 不能位于其证书链中的该位置" }
    wrong_purpose(found, expected) { en: "the signature was made for {found}, not for {expected}", zh: "该签名是为“{found}”而作,不是为“{expected}”" }
    bad_signature(kind, signer) { en: "the {kind} signature by key {signer} does not hold: the content or the signature was changed", zh: "密钥 {signer} 的 {kind} 签名不成立:内容或签名被改动过" }
    copy_again { en: "fetch the file again from where it was released; do not use this one", zh: "请从发布处重新获取该文件,不要使用这一份" }
    unknown_signer(signer, kind) { en: "key {signer}, which made the {kind} signature, belongs to no release certificate accepted here", zh: "作出 {kind} 签名的密钥 {signer} 不属于此处认可的任何发布证书" }
    accept_root { en: "if you know the fingerprint of its root from another source, name it with --require-root FINGERPRINT", zh: "若已从其他途径得知其信任根的指纹,请用 --require-root 指纹 指定" }
    other_root(root) { en: "the trust root {root} is not the one behind this", zh: "信任根 {root} 与此内容不对应" }
    other_root_help { en: "compare the fingerprint with the one its publisher gave you another way", zh: "请与发布者通过其他途径给出的指纹核对" }
    no_root { en: "there is no trust root to judge this by", zh: "没有可用于判断的信任根" }
    unbound(signer) { en: "key {signer} was not bound to its certificate when it signed", zh: "密钥 {signer} 在签名时未与其证书绑定" }
    not_for_signing(signer) { en: "key {signer} is not for signing", zh: "密钥 {signer} 不用于签名" }
    algorithm(signer) { en: "key {signer} is of an algorithm that is not accepted, at any time", zh: "密钥 {signer} 的算法在任何时候都不被认可" }
    not_born(signed, signer, born) { en: "the signature is of {signed}, before its key {signer} became valid at {born}", zh: "签名时间为 {signed},早于密钥 {signer} 的生效时间 {born}" }
    expired(signer, expired, signed) { en: "key {signer} expired at {expired}, before it signed at {signed}", zh: "密钥 {signer} 已于 {expired} 过期,签名时间为 {signed}" }
    revoked(signer) { en: "key {signer} is revoked", zh: "密钥 {signer} 已被吊销" }
    compromised(signer) { en: "the root lists the release certificate {signer} as compromised, and this content is not among those that still count", zh: "信任根已将发布证书 {signer} 列为泄露,且该内容不在仍然有效之列" }
    other_key { en: "ask its publisher for a release signed by another key", zh: "请向发布者索取由其他密钥签名的版本" }
    future(signed, reference) { en: "the signature was made at {signed}, more than a day after {reference}, the latest time known here", zh: "签名时间为 {signed},比此处所知的最新时间 {reference} 晚一天以上" }
    future_help { en: "check the clock of this machine (date -u)", zh: "请检查本机时钟(date -u)" }
    stripped(kind) { en: "the {kind} signature, which is required, is missing", zh: "缺少必需的 {kind} 签名" }
    required_not_evaluated(kind) { en: "the {kind} signature is required, and this program cannot evaluate it", zh: "{kind} 签名是必需的,而本程序无法验证它" }
    newer(what) { en: "it is signed by its root, but uses {what}, which this version does not know", zh: "它由信任根签名,但使用了本版本不认识的 {what}" }
    newer_help { en: "use a newer goferry", zh: "请使用更新版本的 goferry" }
    time(at) { en: "an OpenPGP signature cannot hold the time {at} (seconds since 1970; at most 4294967295)", zh: "OpenPGP 签名无法表示时间 {at}(自 1970 年起的秒数,最大 4294967295)" }
    secret_key { en: "this is not one OpenPGP secret key of version 4 that signs with Ed25519, nor one SM2 secret key in PKCS#8 PEM", zh: "这既不是单个可用 Ed25519 签名的第 4 版 OpenPGP 私钥,也不是单个 PKCS#8 PEM 格式的 SM2 私钥" }
    passphrase_needed { en: "the secret key is protected and no passphrase was given", zh: "私钥受口令保护,但没有给出口令" }
    wrong_passphrase { en: "the passphrase does not open the secret key", zh: "口令无法打开私钥" }
    clock_implausible(now, earliest) { en: "the clock of this machine says {now}, which cannot be right (it is at least {earliest}); times are judged without it", zh: "本机时钟显示为 {now},不可能正确(至少应为 {earliest});判断时间时将不使用它" }
    clock_far_ahead(now) { en: "the clock of this machine says {now}, which is too far ahead to be right; times are judged without it", zh: "本机时钟显示为 {now},过于超前,不可能正确;判断时间时将不使用它" }
    not_evaluated(kind) { en: "the {kind} signature was not evaluated and does not count", zh: "{kind} 签名未经验证,不计入" }
    retired(signer, line, counter) { en: "the root retired the release certificate {signer}; {line} {counter} is not among what it still counts for", zh: "信任根已停用发布证书 {signer},{line} {counter} 不在其仍然有效的范围内" }
    retired_file(signer) { en: "the root retired the certificate {signer}; its signatures over whole files no longer count", zh: "信任根已停用证书 {signer},它对整个文件的签名不再有效" }
    newer_release { en: "get a newer release from its publisher", zh: "请向发布者获取更新的版本" }
    backdated(signer, signed, sealed) { en: "key {signer} claims to have signed at {signed}, before the content was sealed at {sealed}", zh: "密钥 {signer} 声称的签名时间 {signed} 早于内容封装时间 {sealed}" }
    required_signer(signers) { en: "none of those who have to have signed this did: {signers}", zh: "必须签名者均未签名:{signers}" }
    not_pinned(root) { en: "this host accepts only roots whose fingerprint came another way; {root} came with the file", zh: "本机只接受指纹经其他途径得到的信任根,而 {root} 是随文件带来的" }
    pin { en: "compare the fingerprint with the one its publisher gave you another way, then name it with --require-root FINGERPRINT", zh: "请与发布者通过其他途径给出的指纹核对,然后用 --require-root 指纹 指定" }
    below_floor(line, counter, floor) { en: "{line} {counter} is below {floor}, the lowest that is accepted here", zh: "{line} {counter} 低于此处接受的最低值 {floor}" }
    downgrade(line, counter, highest) { en: "{line} {counter} is older than {highest}, which was seen here before", zh: "{line} {counter} 比此处见过的 {highest} 更旧" }
    allow_downgrade { en: "if you really want the older one, say --allow-downgrade", zh: "如确需旧版本,请加 --allow-downgrade" }
    not_newer(offered, known) { en: "the trust list has version {offered}, and version {known} is known already; nothing was changed", zh: "该信任列表为第 {offered} 版,而第 {known} 版已知;未作任何更改" }
    not_next_change(offered, next) { en: "this is change {offered} of the root, and {next} would be the next; nothing was changed", zh: "这是第 {offered} 次信任根更替,而下一次应为第 {next} 次;未作任何更改" }
    step_by_step { en: "follow the changes in between first, in order", zh: "请先按顺序完成其间的各次更替" }
    admission_missing { en: "this host demands an admission statement of its organisation beside the file, and there is none", zh: "本机要求文件旁附有本单位的准入声明,但没有找到" }
    admit { en: "whoever admits releases here makes one with goferry-pack cosign FILE", zh: "请由负责准入的人员用 goferry-pack cosign 文件 生成" }
    other_admission { en: "the admission statement is about another release", zh: "该准入声明针对的是另一个发布版本" }
    policy(line) { en: "line {line} of the host's policy cannot be understood", zh: "无法理解本机策略文件的第 {line} 行" }
    policy_help { en: "nothing is accepted until its administrator corrects it", zh: "管理员更正之前不接受任何内容" }
    release_key { en: "release key", zh: "发布证书" }
    trust_list_retired { en: "retired", zh: "已停用" }
    trust_list_compromised { en: "compromised, except", zh: "已泄露(例外)" }
    trust_list_floor { en: "lowest counter", zh: "最低计数" }
}
