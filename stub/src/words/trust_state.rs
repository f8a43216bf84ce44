//! `goferry trust`: what a home remembers of trust, and how it changes.

use super::catalogue;

catalogue! {
    state { en: "trust state", zh: "信任状态" }
    nothing_yet(path) { en: "{path}: no root accepted yet", zh: "{path}:尚未认可任何信任根" }
    user_id { en: "belongs to", zh: "归属" }
    first_root { en: "first root", zh: "最初的信任根" }
    changed(root, times) { en: "{root}, changed {times} times since", zh: "{root},此后更替 {times} 次" }
    list { en: "trust list", zh: "信任列表" }
    list_of(version, issued) { en: "version {version}, issued {issued}", zh: "第 {version} 版,签发于 {issued}" }
    no_list { en: "none seen", zh: "尚未见过" }
    sm2_root { en: "SM2 root", zh: "SM2 根证书" }
    epoch { en: "epoch", zh: "计数周期" }
    highest { en: "highest seen", zh: "已见最高计数" }
    latest { en: "latest time", zh: "已知最新时间" }
    host { en: "host's policy", zh: "本机策略" }
    host_none { en: "none: /etc/goferry demands nothing", zh: "无:/etc/goferry 没有任何要求" }
    host_unusable { en: "unusable: nothing is accepted on this host", zh: "不可用:本机不接受任何内容" }
    host_pinned { en: "only roots whose fingerprint came another way", zh: "只接受指纹经其他途径得到的信任根" }
    host_required(kinds) { en: "signatures: {kinds}", zh: "必需的签名:{kinds}" }
    host_signers(signers) { en: "signed by one of: {signers}", zh: "签名者须为其中之一:{signers}" }
    host_admission(signers) { en: "admitted by one of: {signers}", zh: "准入者须为其中之一:{signers}" }
    host_floor(line, floor) { en: "{line} at least {floor}", zh: "{line} 至少为 {floor}" }
    host_root(root) { en: "root {root}", zh: "信任根 {root}" }
    host_pin(root, pin) { en: "root {root}, by {pin}", zh: "信任根 {root},由 {pin} 固定" }
    host_admitter(certificate) { en: "admitter {certificate}", zh: "准入者证书 {certificate}" }
    nothing(path) { en: "no root was accepted here yet ({path})", zh: "此处尚未认可任何信任根({path})" }
    nothing_help { en: "install a file first, with --require-root FINGERPRINT; for another place name it with --system or --prefix DIR", zh: "请先用 --require-root 指纹 安装一个文件;若在其他位置,请用 --system 或 --prefix 目录 指明" }
    importing(file) { en: "importing {file}", zh: "导入 {file}" }
    nothing_to_import(file) { en: "{file} is neither a trust list, nor a change of root, nor a goferry file", zh: "{file} 既不是信任列表或信任根更替记录,也不是 goferry 文件" }
    no_offer(file) { en: "{file} carries nothing about a root that is accepted here", zh: "{file} 中没有与此处认可的信任根有关的内容" }
    followed(root, version) { en: "followed the root to {root} (change {version})", zh: "信任根已更替为 {root}(第 {version} 次更替)" }
    imported(root, version) { en: "trust list of {root}: now version {version}", zh: "{root} 的信任列表:现为第 {version} 版" }
    unchanged { en: "all of it was known already; nothing was changed", zh: "其中内容均已知晓;未作任何更改" }
    confirmed(root) { en: "confirmed: {root} is pinned here now", zh: "已确认:{root} 现已在此固定" }
    confirmed_already(root) { en: "{root} was pinned here already; nothing was changed", zh: "{root} 早已在此固定;未作任何更改" }
    not_accepted(root, known) { en: "{root} is none of the roots accepted here: {known}", zh: "{root} 不是此处认可的信任根:{known}" }
    not_accepted_help { en: "compare all its digits once more; if they are right, do not use what was installed from another root", zh: "请再次核对全部数字;若指纹无误,请勿使用由其他信任根安装的内容" }
}
