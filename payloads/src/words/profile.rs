//! What is said about the user's shells, their profiles, and Go's own settings.

use super::catalogue;

catalogue! {
    prefix_unspeakable(path) { en: "{path} cannot be an installation directory: it must be absolute, without '..', a colon or a line break, because PATH and shell profiles cannot carry these", zh: "{path} 不能用作安装目录:必须是绝对路径,且不含“..”、冒号或换行,因为 PATH 和 shell 配置文件无法表示这些字符" }
    other_prefix { en: "choose another place with --prefix DIR", zh: "请用 --prefix 目录 指定其他位置" }
    other_go(go) { en: "there is another Go at {go}; new shells find the one installed here first", zh: "系统中还有另一个 Go:{go};新开的 shell 会优先使用这里安装的 Go" }
    goroot_set(goroot) { en: "GOROOT is set to {goroot} and makes go use the compiler there; new shells remove it, so remove its line from your profile too", zh: "GOROOT 已被设置为 {goroot},会使 go 使用那里的编译器;新开的 shell 会清除它,也请从您的配置文件中删除设置它的那一行" }
    variable_wins(key, theirs, ours) { en: "the variable {key} is set to '{theirs}' and wins over goferry's '{ours}'", zh: "环境变量 {key} 已设为“{theirs}”,优先于 goferry 的“{ours}”" }
    user_file_wins(file, key, theirs) { en: "{file} sets {key} to '{theirs}', which wins over goferry's setting; undo it with: go env -u {key}", zh: "{file} 将 {key} 设为“{theirs}”,优先于 goferry 的设置;可用 go env -u {key} 撤销" }
    why_gotoolchain { en: "use this Go and never download another one", zh: "只用此 Go,绝不下载其他版本" }
    why_goproxy_off { en: "modules come from vendor trees and the module cache, never from a network", zh: "模块来自 vendor 目录和模块缓存,绝不访问网络" }
    why_goproxy_carried { en: "modules come from the ones this release carries, never from a network", zh: "模块来自本发行文件所携带的内容,绝不访问网络" }
    why_gosumdb_default { en: "Go's own default: what go.sum does not cover is not taken unverified", zh: "Go 的默认值:go.sum 未覆盖的内容不会未经校验就被采用" }
    why_gosumdb_carried { en: "Go's own default: the carried modules bring the database's answers with them", zh: "Go 的默认值:所携带的模块附有校验数据库的应答" }
    why_gosumdb_off { en: "the carried modules are covered by the release's signature, and no database can be asked here", zh: "所携带的模块已由本发行文件的签名覆盖,而此处无法查询校验数据库" }
    why_goflags { en: "the module cache stays removable with rm -rf", zh: "模块缓存可以用 rm -rf 删除" }
}
