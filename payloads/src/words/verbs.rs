//! What the verbs and options of both programs are for, as `--help`, completions and manual show it.

pub mod goferry;
pub mod pack;

use super::catalogue;

catalogue! {
    INFO { en: "show who signed a file, what is in it and how it is laid out", zh: "显示文件的签名者、内容和结构" }
    LIST { en: "list what is in a file", zh: "列出文件中的内容" }
    VERIFY { en: "check a file: every byte, the signatures and who made them", zh: "校验文件:每个字节、签名以及签名者" }
    EXTRACT { en: "unpack a file without installing it", zh: "解出文件内容而不安装" }
    COMPLETIONS { en: "print completions for a shell", zh: "输出 shell 补全脚本" }
    MAN { en: "print the manual page (try: {program} man | man -l -)", zh: "输出手册页(可用:{program} man | man -l -)" }
    EXIT_CODES { en: "list the exit codes and what they mean", zh: "列出退出码及其含义" }

    FILE { en: "the file", zh: "文件" }
    GLOBS { en: "only members that match, with all below them: * (also spans /) and ? are wildcards", zh: "只处理匹配的成员及其下级;通配符为 *(可跨越 /)和 ?" }
    DIRECTORY { en: "where to unpack; made if it does not exist (default: here)", zh: "解出到该目录,不存在则创建(默认为当前目录)" }
    LONG { en: "also show each file's SHA-256", zh: "同时显示每个文件的 SHA-256" }
    PROVENANCE { en: "show instead where its Go came from, as its packer states it", zh: "改为显示其中的 Go 从何而来(以打包者的声明为准)" }
    UPSTREAM { en: "also prove, offline, that its Go is the one that Go's checksum database has on record", zh: "同时离线证明其中的 Go 与 Go 校验和数据库的记录一致" }
    CPU { en: "which CPU's part to take: x86_64, arm64, mips64el or loong64 (default: the file's own)", zh: "取哪种 CPU 的部分:x86_64、arm64、mips64el 或 loong64(默认为文件自身的架构)" }
    REQUIRE_ROOT { en: "accept only this trust root, whose fingerprint you got another way", zh: "只认可该指纹的信任根;指纹应从其他途径获得" }
    REQUIRE_SIGNER { en: "accept only what this release certificate signed; may be repeated: one of each kind that is named has to have signed", zh: "只接受由该指纹的发布证书签名的文件;可重复:每种签名至少须有其中一个" }
    REQUIRE_DIGEST { en: "accept only a file with this digest, as the portal shows it; may be repeated", zh: "只接受摘要与此相符的文件(摘要以发布门户所示为准);可重复" }
    SHELL { en: "bash, zsh or fish", zh: "bash、zsh 或 fish" }

    MAN_NAME { en: "NAME", zh: "名称" }
    MAN_SYNOPSIS { en: "SYNOPSIS", zh: "概要" }
    MAN_VERBS { en: "VERBS", zh: "命令" }
    MAN_OPTIONS { en: "OPTIONS OF EVERY VERB", zh: "所有命令的通用选项" }
    MAN_EXIT { en: "EXIT STATUS", zh: "退出码" }
}
