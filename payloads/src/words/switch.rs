//! Which release is current: use, rollback, pin, prune, versions.

use super::catalogue;

catalogue! {
    WRITING { en: "writing the order of releases {path}", zh: "写入版本顺序记录 {path}" }
    DAMAGED { en: "{path} is damaged: the order of releases is taken from their receipts, pins are forgotten (goferry repair writes it again)", zh: "{path} 已损坏:版本顺序改由各版本的安装记录得出,固定标记已丢失(goferry repair 可重新写入)" }
    NO_SUCH_DIRECTORY { en: "{path} is not a directory", zh: "{path} 不是目录" }
    USED { en: "{release} is current now in {place}; before it was {before}", zh: "{place} 的当前版本现为 {release};之前为 {before}" }
    USED_FIRST { en: "{release} is current now in {place}", zh: "{place} 的当前版本现为 {release}" }
    USED_ALREADY { en: "{release} is current already; nothing was changed", zh: "{release} 已是当前版本;未作任何改动" }
    INCOMPLETE { en: "{release} was not installed to its end", zh: "{release} 未安装完成" }
    INCOMPLETE_HELP { en: "install its file again, or mend it with: goferry repair {release}", zh: "请重新安装其文件,或运行:goferry repair {release}" }
    NO_GO { en: "{release} has no goroot/bin/go", zh: "{release} 中没有 goroot/bin/go" }
    NOTHING_BEFORE { en: "there is no earlier release here to go back to", zh: "此处没有可以回退的更早版本" }
    NOTHING_BEFORE_HELP { en: "goferry versions lists what is here; goferry use VERSION switches to any of it", zh: "goferry versions 列出已有版本;goferry use 版本 可切换到其中任意一个" }
    CURRENT { en: "current", zh: "当前" }
    NOT_COMPLETE { en: "incomplete", zh: "未完成" }
    PINNED { en: "pinned", zh: "已固定" }
    IN_USE { en: "in use", zh: "使用中" }
    NO_RECEIPT { en: "receipt lost or damaged", zh: "安装记录丢失或损坏" }
    BY_HAND { en: "made by hand", zh: "手工建立" }
    PINNED_NOW { en: "{release} is pinned: prune leaves it alone", zh: "{release} 已固定:prune 不会删除它" }
    PINNED_ALREADY { en: "{release} is pinned already; nothing was changed", zh: "{release} 早已固定;未作任何改动" }
    UNPINNED { en: "{release} is no longer pinned", zh: "{release} 已取消固定" }
    UNPINNED_ALREADY { en: "{release} is not pinned; nothing was changed", zh: "{release} 未被固定;未作任何改动" }
    KEPT_PINNED { en: "kept {release}: it is pinned", zh: "保留 {release}:已固定" }
    KEPT_IN_USE { en: "kept {release}: it is in use by process {processes}", zh: "保留 {release}:正被进程 {processes} 使用" }
    NOTHING_TO_PRUNE { en: "there is nothing to remove", zh: "没有可删除的版本" }
}
