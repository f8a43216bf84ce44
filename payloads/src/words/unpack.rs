//! Laying files down.

use super::catalogue;

catalogue! {
    opening_directory(path) { en: "opening the directory {path}", zh: "打开目录 {path}" }
    creating_member(path) { en: "creating {path}", zh: "创建 {path}" }
    writing_member(path) { en: "writing {path}", zh: "写入 {path}" }
}
