//! Where things go, and why a place cannot be used.

use super::catalogue;

catalogue! {
    prefix(path) { en: "--prefix takes an absolute path without \"..\", not {path}", zh: "--prefix 需要不含“..”的绝对路径,而不是 {path}" }
    home_unset { en: "HOME is not set", zh: "未设置 HOME" }
    home_not_absolute(path) { en: "HOME is {path}, which is not an absolute path below /", zh: "HOME 为 {path},不是 / 之下的绝对路径" }
    home_no_directory(path) { en: "HOME is {path}, which is not a directory that can be reached", zh: "HOME 为 {path},不是可以访问的目录" }
    home_foreign(path, owner, own) { en: "HOME is {path}, which belongs to user {owner}; you are user {own}", zh: "HOME 为 {path},属于用户 {owner};而您是用户 {own}" }
    home_help { en: "set HOME to your own home directory, or choose a place with --prefix DIR (administrators: --system)", zh: "请把 HOME 设为您自己的主目录,或用 --prefix 目录 指定位置(管理员可用 --system)" }
    home_foreign_help(owner) { en: "run it as user {owner}, not by sudo; or install for all users with --system", zh: "请直接以用户 {owner} 的身份运行,不要使用 sudo;或用 --system 为所有用户安装" }
}
