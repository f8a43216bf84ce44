//! Laying files down.

use super::catalogue;

catalogue! {
    OPENING_DIRECTORY { en: "opening the directory {path}", zh: "打开目录 {path}" }
    CREATING_MEMBER { en: "creating {path}", zh: "创建 {path}" }
    WRITING_MEMBER { en: "writing {path}", zh: "写入 {path}" }
}
