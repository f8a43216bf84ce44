//! Which release is current: use, rollback, pin, prune, versions.

use super::catalogue;

catalogue! {
    writing(path) { en: "writing the order of releases {path}", zh: "写入版本顺序记录 {path}" }
    damaged(path) { en: "{path} is damaged: the order of releases is taken from their receipts, pins are forgotten (goferry repair writes it again)", zh: "{path} 已损坏:版本顺序改由各版本的安装记录得出,固定标记已丢失(goferry repair 可重新写入)" }
    no_such_directory(path) { en: "{path} is not a directory", zh: "{path} 不是目录" }
    used(release, place, before) { en: "{release} is current now in {place}; before it was {before}", zh: "{place} 的当前版本现为 {release};之前为 {before}" }
    used_first(release, place) { en: "{release} is current now in {place}", zh: "{place} 的当前版本现为 {release}" }
    used_already(release) { en: "{release} is current already; nothing was changed", zh: "{release} 已是当前版本;未作任何改动" }
    incomplete(release) { en: "{release} was not installed to its end", zh: "{release} 未安装完成" }
    incomplete_help(release) { en: "install its file again, or mend it with: goferry repair {release}", zh: "请重新安装其文件,或运行:goferry repair {release}" }
    no_go(release) { en: "{release} has no goroot/bin/go", zh: "{release} 中没有 goroot/bin/go" }
    nothing_before { en: "there is no earlier release here to go back to", zh: "此处没有可以回退的更早版本" }
    nothing_before_help { en: "goferry versions lists what is here; goferry use VERSION switches to any of it", zh: "goferry versions 列出已有版本;goferry use 版本 可切换到其中任意一个" }
    brings_modules { en: "brings modules", zh: "带有模块" }
    current { en: "current", zh: "当前" }
    not_complete { en: "incomplete", zh: "未完成" }
    pinned { en: "pinned", zh: "已固定" }
    in_use { en: "in use", zh: "使用中" }
    no_receipt { en: "receipt lost or damaged", zh: "安装记录丢失或损坏" }
    by_hand { en: "made by hand", zh: "手工建立" }
    pinned_now(release) { en: "{release} is pinned: prune leaves it alone", zh: "{release} 已固定:prune 不会删除它" }
    pinned_already(release) { en: "{release} is pinned already; nothing was changed", zh: "{release} 早已固定;未作任何改动" }
    unpinned(release) { en: "{release} is no longer pinned", zh: "{release} 已取消固定" }
    unpinned_already(release) { en: "{release} is not pinned; nothing was changed", zh: "{release} 未被固定;未作任何改动" }
    kept_pinned(release) { en: "kept {release}: it is pinned", zh: "保留 {release}:已固定" }
    kept_in_use(release, processes) { en: "kept {release}: it is in use by process {processes}", zh: "保留 {release}:正被进程 {processes} 使用" }
    nothing_to_prune { en: "there is nothing to remove", zh: "没有可删除的版本" }
}
