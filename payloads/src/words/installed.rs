//! What is installed, compared with what should be.

use super::catalogue;

catalogue! {
    READING_META { en: "reading what {release} keeps of its file", zh: "读取 {release} 保存的文件信息" }
    META_REFUSED { en: "the record in {path} does not hold, so it says nothing about the files beside it", zh: "{path} 中的记录不成立,因此不能证明旁边的文件" }
    META_HELP { en: "goferry repair {release} --from FILE restores it from the file it came from", zh: "运行 goferry repair {release} --from 文件,用其来源文件恢复" }
    META_OTHER { en: "the record in {path} is that of {other}", zh: "{path} 中的记录属于 {other}" }
    META_TOO_LONG { en: "{path} is longer than the {limit} bytes it may have", zh: "{path} 超过其上限 {limit} 字节" }
    META_NO_FILE { en: "{path} is not a file", zh: "{path} 不是文件" }
    COMPARING { en: "comparing {release} with its index", zh: "将 {release} 与其索引比较" }
    READING { en: "reading {path}", zh: "读取 {path}" }
    MODIFIED { en: "modified: {path}", zh: "内容被修改:{path}" }
    MISSING { en: "missing: {path}", zh: "缺失:{path}" }
    EXTRA { en: "does not belong there: {path}", zh: "多余:{path}" }
    MODE { en: "mode {found} instead of {expected}: {path}", zh: "权限为 {found},应为 {expected}:{path}" }
    TYPE { en: "not the kind of file it should be: {path}", zh: "文件类型不符:{path}" }
    TARGET { en: "a link to somewhere else: {path}", zh: "链接目标不符:{path}" }
    INTACT { en: "{release} is as it was installed: {files} files, {mib} MiB, under root {root}", zh: "{release} 与安装时一致:{files} 个文件,{mib} MiB,信任根 {root}" }
    DIFFERS { en: "{count} differences in {place}", zh: "{place} 中有 {count} 处不一致" }
    DIFFERS_HELP { en: "goferry repair {release} restores them", zh: "运行 goferry repair {release} 可恢复" }
    NOTHING_REMEMBERED { en: "nothing is remembered of trust in {place}: compare the root's fingerprint yourself", zh: "{place} 中没有信任状态记录:请自行核对信任根指纹" }
}
