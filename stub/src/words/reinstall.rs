//! Installing what is there already, and beside what is.

use super::catalogue;

catalogue! {
    profile_failed { en: "a shell profile could not be written, as told above; the installation is intact", zh: "如上所述,有 shell 配置文件无法写入;安装本身完好" }
    profile_failed_help { en: "see to the disk, then run the same install again: it goes on here", zh: "请先处理磁盘问题,然后再次运行同一安装:将从此处继续" }
    linking(place) { en: "making the links in {place}", zh: "在 {place} 中创建链接" }
    will_reuse(release, place) { en: "{release} lies in {place} already: it will be compared with its index, and made current if nothing is wrong with it,", zh: "{release} 已在 {place} 中:将与其索引比对,无误则直接切换为当前版本;" }
    not_intact(release) { en: "{release} is there, but not as it was signed; it is laid down again", zh: "{release} 已存在,但与签名内容不符;将重新安装" }
    standing(release) { en: "{release} was there already and is intact; nothing was unpacked", zh: "{release} 原已存在且完好;未重新解包" }
    replaced(release) { en: "{release} was laid down again", zh: "已重新安装 {release}" }
    shared(files, mib) { en: "shared with releases that were here: {files} unchanged files, {mib} MiB less to store", zh: "与已有版本共享:未改变的文件 {files} 个,少占用 {mib} MiB" }
    shared_faster(files, mib, seconds) { en: "shared with releases that were here: {files} unchanged files, {mib} MiB less to store, about {seconds} s saved", zh: "与已有版本共享:未改变的文件 {files} 个,少占用 {mib} MiB,约节省 {seconds} 秒" }
}
