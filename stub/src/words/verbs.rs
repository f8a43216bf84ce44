//! What the verbs and options of both programs are for, as `--help`, completions and manual show it.

use super::catalogue;

catalogue! {
    info { en: "show who signed a file, what is in it and how it is laid out", zh: "显示文件的签名者、内容和结构" }
}
