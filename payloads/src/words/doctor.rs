//! What `doctor` looks at, and what it says of it.

use super::catalogue;

catalogue! {
    FINE { en: "ok    {what}", zh: "正常  {what}" }
    WORTH_KNOWING { en: "warn  {what}", zh: "注意  {what}" }
    WRONG { en: "FAIL  {what}", zh: "故障  {what}" }
    OWNERSHIP { en: "who owns {place} and who may write there", zh: "{place} 的所有者和写权限" }
    LINKS { en: "the links that shells go through", zh: "shell 所经过的链接" }
    RELEASE { en: "the release {release}, by kinds, modes and lengths (verify --installed compares every byte)", zh: "版本 {release}:文件类型、权限和长度(verify --installed 逐字节比较)" }
    PROGRAM { en: "the installed goferry", zh: "已安装的 goferry" }
    ENVIRONMENT { en: "the environment files and the lines in profiles", zh: "环境文件和配置文件中的行" }
    SHELL { en: "this shell", zh: "当前 shell" }
    TRUST { en: "the trust state", zh: "信任状态" }
    RECORDS { en: "the order of releases, and what cut-off runs left", zh: "版本顺序记录,以及被中断的操作留下的内容" }
    AUDIT { en: "the audit log", zh: "审计日志" }
    ADOPTION { en: "what was made by hand and taken in", zh: "已接管的手工内容" }
    ADOPTION_DAMAGED_HELP { en: "bring it back from a backup; without it the versions stay where they are, but 'goferry use' does not know them and an uninstall does not put their links back", zh: "请从备份恢复该文件;没有它,原有版本仍在原处,但 goferry use 不认识它们,卸载时也不会恢复其链接" }
    ADOPTED_GONE { en: "{path}, which was taken in, is not a Go tree any more", zh: "已接管的 {path} 已不再是 Go 目录树" }
    ADOPTED_GONE_HELP { en: "bring it back, or take its entry out of {record}; goferry never removes what was made by hand", zh: "请将其恢复,或从 {record} 中删去该条目;goferry 从不删除手工建立的内容" }
    FILE_DIFFERS { en: "{path} is missing or not as goferry wrote it", zh: "{path} 缺失或与 goferry 写入的不一致" }
    LINE_GONE { en: "goferry's line is no longer in {path}", zh: "{path} 中已没有 goferry 添加的那一行" }
    LINE_GONE_HELP { en: "put it back:  {line}", zh: "请重新加入:  {line}" }
    NOT_IN_PATH { en: "{path} is not in PATH", zh: "PATH 中没有 {path}" }
    NOT_IN_PATH_HELP { en: "log in again, or type:  {line}", zh: "请重新登录,或输入:  {line}" }
    NOT_FIRST { en: "another go comes before {path} in PATH: {other}", zh: "PATH 中 {other} 排在 {path} 之前" }
    NOT_FIRST_HELP { en: "take it out of PATH, or let goferry's line come last in the profile", zh: "请将其移出 PATH,或让 goferry 的行位于配置文件末尾" }
    NOTHING_REMEMBERED { en: "releases are installed, but {path} is missing: the next file is accepted whoever signed it", zh: "已安装了版本,但缺少 {path}:下一个文件无论由谁签名都会被接受" }
    FIRST_USE { en: "root {root} was accepted on first use; nobody has confirmed it", zh: "信任根 {root} 为首次使用时接受,尚未确认" }
    FIRST_USE_HELP { en: "compare it with what its owner publishes, then run: goferry trust confirm {root}", zh: "请与其所有者公布的指纹核对,然后运行:goferry trust confirm {root}" }
    INCOMPLETE { en: "its installation did not come to its end", zh: "其安装未完成" }
    NO_PROGRAM { en: "{path} is missing, damaged or not the one that was installed", zh: "{path} 缺失、损坏或不是所安装的程序" }
    DAMAGED { en: "what is recorded cannot be understood", zh: "无法识别所记录的内容" }
    LEFT { en: "{path} was left by a run that was cut off", zh: "{path} 是被中断的操作留下的" }
    ORDER_DAMAGED { en: "{path} is damaged", zh: "{path} 已损坏" }
    REPAIR_HELP { en: "goferry repair mends it", zh: "运行 goferry repair 可修复" }
    WELL { en: "nothing is wrong in {place}", zh: "{place} 一切正常" }
    UNWELL { en: "{count} of {all} checks found something wrong in {place}", zh: "{place} 的 {all} 项检查中有 {count} 项发现问题" }
}
