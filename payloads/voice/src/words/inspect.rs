//! What is shown of a container: who signed it, what is in it, whether it is whole.

use super::catalogue;

catalogue! {
    signed_by { en: "signed by", zh: "签名者" }
    go { en: "Go", zh: "Go 版本" }
    component { en: "component", zh: "组成部分" }
}
