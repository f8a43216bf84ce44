//! Installing what is there already, and beside what is.

use super::catalogue;

catalogue! {
    PROFILE_FAILED { en: "a shell profile could not be written, as told above; the installation is intact", zh: "如上所述,有 shell 配置文件无法写入;安装本身完好" }
    PROFILE_FAILED_HELP { en: "see to the disk, then run the same install again: it goes on here", zh: "请先处理磁盘问题,然后再次运行同一安装:将从此处继续" }
    LINKING { en: "making the links in {place}", zh: "在 {place} 中创建链接" }
    WILL_REUSE { en: "{release} lies in {place} already: it will be compared with its index, and made current if nothing is wrong with it,", zh: "{release} 已在 {place} 中:将与其索引比对,无误则直接切换为当前版本;" }
    NOT_INTACT { en: "{release} is there, but not as it was signed; it is laid down again", zh: "{release} 已存在,但与签名内容不符;将重新安装" }
    STANDING { en: "{release} was there already and is intact; nothing was unpacked", zh: "{release} 原已存在且完好;未重新解包" }
    REPLACED { en: "{release} was laid down again", zh: "已重新安装 {release}" }
    SHARED { en: "shared with releases that were here: {files} unchanged files, {mib} MiB less to store", zh: "与已有版本共享:未改变的文件 {files} 个,少占用 {mib} MiB" }
    SHARED_FASTER { en: "shared with releases that were here: {files} unchanged files, {mib} MiB less to store, about {seconds} s saved", zh: "与已有版本共享:未改变的文件 {files} 个,少占用 {mib} MiB,约节省 {seconds} 秒" }
}
