//! The container: where its bytes come from, what is wrong with them.

use super::catalogue;

catalogue! {
    writing(file) { en: "writing {file}", zh: "写入 {file}" }
    stub_not_whole(file, why) { en: "the stub {file} is not one static ELF program: {why}", zh: "引导程序 {file} 不是完整的静态 ELF 程序:{why}" }
}
