//! What is shown of a container: who signed it, what is in it, whether it is whole.

use super::catalogue;

catalogue! {
    sha256 { en: "file SHA-256", zh: "文件 SHA-256" }
    sm3 { en: "file SM3", zh: "文件 SM3" }
}
