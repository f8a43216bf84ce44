//! What the verbs and options of both programs are for, as `--help`, completions and manual show it.

use super::catalogue;

catalogue! {
    file { en: "the file", zh: "文件" }
}
