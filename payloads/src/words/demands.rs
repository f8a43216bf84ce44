//! What a command line demands of a file.

use super::catalogue;

catalogue! {
    comparing { en: "comparing the digest of the whole file", zh: "正在核对整个文件的摘要" }
    digest_differs(found, expected) { en: "the file's digest is {found}, and {expected} is demanded", zh: "文件的摘要为 {found},而要求的是 {expected}" }
    digest_help { en: "fetch the file again from where that digest is shown; do not use this one", zh: "请从给出该摘要的地方重新获取文件,不要使用这一份" }
}
