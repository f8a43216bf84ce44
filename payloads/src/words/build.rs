//! Building an installer.

use super::catalogue;

catalogue! {
    release_key { en: "release key", zh: "发布证书" }
    trust_list_retired { en: "retired", zh: "已停用" }
    trust_list_compromised { en: "compromised, except", zh: "已泄露(例外)" }
    trust_list_floor { en: "lowest counter", zh: "最低计数" }
}
