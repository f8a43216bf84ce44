//! What the verbs and options of both programs are for, as `--help`, completions and manual show it.

use super::catalogue;

catalogue! {
    verify { en: "check a file: every byte, the signatures and who made them", zh: "校验文件:每个字节、签名以及签名者" }
    extract { en: "unpack a file without installing it", zh: "解出文件内容而不安装" }
    directory { en: "where to unpack; made if it does not exist (default: here)", zh: "解出到该目录,不存在则创建(默认为当前目录)" }
    shell { en: "bash, zsh or fish", zh: "bash、zsh 或 fish" }
    man_name { en: "NAME", zh: "名称" }
    man_synopsis { en: "SYNOPSIS", zh: "概要" }
    man_verbs { en: "VERBS", zh: "命令" }
    man_options { en: "OPTIONS OF EVERY VERB", zh: "所有命令的通用选项" }
    man_exit { en: "EXIT STATUS", zh: "退出码" }
}
