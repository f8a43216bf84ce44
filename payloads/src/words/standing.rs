//! Why an authentic signature or release still does not count here: what the root has withdrawn, what
//! the host demands, what was seen before.

use super::catalogue;

catalogue! {
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
}
