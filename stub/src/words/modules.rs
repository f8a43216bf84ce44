//! What `goferry` says about the modules that go finds.

use super::catalogue;

catalogue! {
    reading(path) { en: "reading {path}", zh: "读取 {path}" }
    not_proven(database, path, why) { en: "{path} of {database}: {why}", zh: "{database} 的 {path}:{why}" }
    no_link(path) { en: "{path} is not the link that leads to the modules", zh: "{path} 不是指向模块的链接" }
    no_link_help { en: "move it away: goferry makes that link where a release brings modules", zh: "请将其移走:当版本带来模块时 goferry 会创建该链接" }
    waiting(count, head) { en: "{count} versions are there and cannot be proved yet: what they came with does not continue the head of the checksum database that go knows here ({head} records)", zh: "有 {count} 个版本已带入但尚无法证明:所附的校验和数据库内容与此处 go 已知的树头({head} 条记录)不连续" }
    waiting_help { en: "on the release side, make a file of them with goferry-pack build --after and what goferry modules list --json prints here", zh: "请在发布端用 goferry-pack build --after(给出此处 goferry modules list --json 的输出)重新制作" }
    seen(path, seen, head) { en: "go has seen the checksum database with {seen} records ({path}), and what is here ({head} records) does not prove that both are one: go will refuse it", zh: "go 见过有 {seen} 条记录的校验和数据库({path}),而此处({head} 条记录)未能证明二者连续:go 会拒绝" }
    seen_help { en: "on the release side, make a file with goferry-pack build --after and what goferry modules list --json prints here, and add it: the modules are proved to continue that head then", zh: "请在发布端用 goferry-pack build --after(给出此处 goferry modules list --json 的输出)制作文件并在此加入:届时模块会被证明与该树头连续" }
    intact(count) { en: "{count} versions are as they were brought, and proved", zh: "{count} 个版本与带入时一致,并已得到证明" }
    differs(path) { en: "{path} is not what was brought", zh: "{path} 与带入的内容不符" }
    differs_help { en: "goferry repair puts the modules together again", zh: "用 goferry repair 重新汇集模块" }
    not_in_file { en: "the file brings no modules", zh: "该文件未带来模块" }
    not_in_file_help { en: "on the release side they are added with --from-project, --modules or --modcache", zh: "在发布端用 --from-project、--modules 或 --modcache 加入" }
    nothing_to_prune { en: "nothing that was added has been followed by something newer", zh: "没有已被更新内容取代的已加入模块" }
    added(release, path) { en: "the modules of {release} are in {path} now", zh: "{release} 的模块现已在 {path} 中" }
    already_here(release, path) { en: "the modules of {release} are in {path} already", zh: "{release} 的模块已在 {path} 中" }
    nothing_here(path) { en: "nothing is installed in {path} whose go could use modules", zh: "{path} 中没有安装可使用模块的 Go" }
    none { en: "no release here brings modules", zh: "此处没有任何版本带来模块" }
    listed(version, releases) { en: "{version}  ({releases})", zh: "{version}  ({releases})" }
    listed_waiting(version, releases) { en: "{version}  cannot be proved yet  ({releases})", zh: "{version}  尚无法证明  ({releases})" }
    contradicts(one, other) { en: "{one} and {other} are the same version of a private module, with other contents", zh: "{one} 与 {other} 是同一私有模块的同一版本,但内容不同" }
    contradicts_help { en: "what has changed needs a version of its own; or uninstall the release that brought the other (goferry uninstall RELEASE)", zh: "内容有变就应使用新的版本号;或卸载带来另一份内容的版本(goferry uninstall 版本)" }
    listed_go_mod(version, releases) { en: "{version}  its go.mod alone  ({releases})", zh: "{version}  仅 go.mod  ({releases})" }
}
