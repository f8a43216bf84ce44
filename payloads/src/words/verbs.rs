//! What the verbs and options of both programs are for, as `--help`, completions and manual show it.

use super::catalogue;

catalogue! {
    list { en: "list what is in a file", zh: "列出文件中的内容" }
    completions { en: "print completions for a shell", zh: "输出 shell 补全脚本" }
    man(program) { en: "print the manual page (try: {program} man | man -l -)", zh: "输出手册页(可用:{program} man | man -l -)" }
    exit_codes { en: "list the exit codes and what they mean", zh: "列出退出码及其含义" }
    globs { en: "only members that match, with all below them: * (also spans /) and ? are wildcards", zh: "只处理匹配的成员及其下级;通配符为 *(可跨越 /)和 ?" }
    long { en: "also show each file's SHA-256", zh: "同时显示每个文件的 SHA-256" }
    provenance { en: "show instead where its Go came from, as its packer states it", zh: "改为显示其中的 Go 从何而来(以打包者的声明为准)" }
    upstream { en: "also prove, offline, that its Go is the one that Go's checksum database has on record", zh: "同时离线证明其中的 Go 与 Go 校验和数据库的记录一致" }
    cpu { en: "which CPU's part to take: x86_64, arm64, mips64el or loong64 (default: the file's own)", zh: "取哪种 CPU 的部分:x86_64、arm64、mips64el 或 loong64(默认为文件自身的架构)" }
    require_root { en: "accept only this trust root, whose fingerprint you got another way", zh: "只认可该指纹的信任根;指纹应从其他途径获得" }
    require_signer { en: "accept only what this release certificate signed; may be repeated: one of each kind that is named has to have signed", zh: "只接受由该指纹的发布证书签名的文件;可重复:每种签名至少须有其中一个" }
    require_digest { en: "accept only a file with this digest, as the portal shows it; may be repeated", zh: "只接受摘要与此相符的文件(摘要以发布门户所示为准);可重复" }
    shell { en: "bash, zsh or fish", zh: "bash、zsh 或 fish" }
}
