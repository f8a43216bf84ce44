//! What is installed, compared with what should be.

use super::catalogue;

catalogue! {
    reading_meta(release) { en: "reading what {release} keeps of its file", zh: "读取 {release} 保存的文件信息" }
    meta_refused(path) { en: "the record in {path} does not hold, so it says nothing about the files beside it", zh: "{path} 中的记录不成立,因此不能证明旁边的文件" }
    meta_help(release) { en: "goferry repair {release} --from FILE restores it from the file it came from", zh: "运行 goferry repair {release} --from 文件,用其来源文件恢复" }
    meta_other(path, other) { en: "the record in {path} is that of {other}", zh: "{path} 中的记录属于 {other}" }
    meta_too_long(path, limit) { en: "{path} is longer than the {limit} bytes it may have", zh: "{path} 超过其上限 {limit} 字节" }
    meta_no_file(path) { en: "{path} is not a file", zh: "{path} 不是文件" }
    comparing(release) { en: "comparing {release} with its index", zh: "将 {release} 与其索引比较" }
    reading(path) { en: "reading {path}", zh: "读取 {path}" }
    modified(path) { en: "modified: {path}", zh: "内容被修改:{path}" }
    missing(path) { en: "missing: {path}", zh: "缺失:{path}" }
    extra(path) { en: "does not belong there: {path}", zh: "多余:{path}" }
    mode(found, expected, path) { en: "mode {found} instead of {expected}: {path}", zh: "权限为 {found},应为 {expected}:{path}" }
    kind(path) { en: "not the kind of file it should be: {path}", zh: "文件类型不符:{path}" }
    target(path) { en: "a link to somewhere else: {path}", zh: "链接目标不符:{path}" }
    intact(release, files, mib, root) { en: "{release} is as it was installed: {files} files, {mib} MiB, under root {root}", zh: "{release} 与安装时一致:{files} 个文件,{mib} MiB,信任根 {root}" }
    differs(count, place) { en: "{count} differences in {place}", zh: "{place} 中有 {count} 处不一致" }
    differs_help(release) { en: "goferry repair {release} restores them", zh: "运行 goferry repair {release} 可恢复" }
    nothing_remembered(place) { en: "nothing is remembered of trust in {place}: compare the root's fingerprint yourself", zh: "{place} 中没有信任状态记录:请自行核对信任根指纹" }
}
