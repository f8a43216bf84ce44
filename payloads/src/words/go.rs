//! The Go in a file: where it came from and what of that is proved, which world it is of, how it is set up beside
//! the shells and the other Go of a user.

use super::catalogue;

/// LoongArch's two worlds, also for `install.sh`, the script that picks the file for a machine.
pub mod worlds {
    use super::super::texts;

    texts! {
        OLD_WORLD { en: "old world (ABI1.0)", zh: "旧世界(ABI1.0)" }
        NEW_WORLD { en: "new world (ABI2.0)", zh: "新世界(ABI2.0)" }
    }
}

catalogue! {
    recipe_malformed(file) { en: "the recipe {file} is malformed", zh: "配方文件 {file} 格式有误" }
    database_malformed(name) { en: "what the checksum database {name} answered is malformed", zh: "校验和数据库 {name} 的应答格式有误" }
    database_signer(name) { en: "the tree head of {name} is not signed by its published key", zh: "{name} 的树头不是由其公布的密钥签名的" }
    database_signature(name) { en: "the signature of the tree head of {name} does not hold", zh: "{name} 的树头签名无效" }
    database_proof(name) { en: "the record is not in the tree that {name} signed", zh: "该记录不在 {name} 所签名的树中" }
    archive { en: "the official archive, pinned by a recipe", zh: "官方压缩包,由配方固定" }
    module { en: "the official toolchain module", zh: "官方工具链模块" }
    tree { en: "a local tree with exactly the files of the official toolchain module", zh: "与官方工具链模块文件完全一致的本地目录" }
    cross_built { en: "built by the official Go of another CPU", zh: "由另一架构的官方 Go 交叉构建" }
    vendor { en: "a vendor's own Go", zh: "厂商自己的 Go" }
    unofficial { en: "unofficial: nobody but its packer vouches for it", zh: "非官方:仅有打包者为其担保" }
    go { en: "Go", zh: "Go 版本" }
    go_for(version, cpu) { en: "{version} for {cpu}", zh: "{version},适用于 {cpu}" }
    came { en: "which is", zh: "来源方式" }
    taken { en: "taken from", zh: "取自" }
    taken_sha256 { en: "its SHA-256", zh: "其 SHA-256" }
    pinned { en: "digest fixed by", zh: "摘要由谁固定" }
    pinned_recipe { en: "a reviewed recipe", zh: "经审阅的配方" }
    pinned_given { en: "whoever packed it (--go-sha256)", zh: "打包者(--go-sha256)" }
    pinned_no { en: "nobody", zh: "无" }
    official_archive { en: "official archive", zh: "官方压缩包" }
    official_sha256 { en: "SHA-256 of it", zh: "该包的 SHA-256" }
    digest { en: "h1 of its files", zh: "文件的 h1 摘要" }
    built_by { en: "built by", zh: "构建工具链" }
    built_with { en: "command", zh: "构建命令" }
    record { en: "record", zh: "记录" }
    record_number(number) { en: "number {number} of Go's checksum database", zh: "Go 校验和数据库第 {number} 条" }
    no_record_short { en: "none of Go's checksum database", zh: "没有 Go 校验和数据库的记录" }
    tree_head { en: "signed tree head", zh: "签名的树头" }
    proof { en: "inclusion proof", zh: "包含证明" }
    stated_only { en: "these are the packer's statements; verify --upstream proves what of them can be proved", zh: "以上为打包者的声明;可用 verify --upstream 证明其中可证明的部分" }
    reading(member, file) { en: "reading {member} in {file}", zh: "读取 {file} 中的 {member}" }
    checking(file) { en: "comparing the Go in {file} with Go's checksum database", zh: "将 {file} 中的 Go 与 Go 校验和数据库比对" }
    no_go { en: "the file carries no Go", zh: "文件中没有携带 Go" }
    absent(member) { en: "the file has no {member}: nothing in it says where its Go came from", zh: "文件中没有 {member}:未说明其中的 Go 从何而来" }
    too_long(member, limit) { en: "{member} is longer than {limit} bytes", zh: "{member} 超过 {limit} 字节" }
    malformed(member) { en: "{member} is malformed", zh: "{member} 格式有误" }
    newer(member, found, known) { en: "{member} has shape {found}, this program reads {known}", zh: "{member} 的格式版本为 {found},本程序可读取 {known}" }
    other_go(member, stated, stated_cpu, version, cpu) { en: "{member} is about Go {stated} for {stated_cpu}, the file carries Go {version} for {cpu}", zh: "{member} 描述的是 {stated_cpu} 架构的 Go {stated},而文件携带的是 {cpu} 架构的 Go {version}" }
    stated_differs(member, stated, found) { en: "{member} gives {stated} for the Go in this file, which is {found}", zh: "{member} 给出的 Go 摘要为 {stated},而文件中的实际为 {found}" }
    no_record(way) { en: "the file carries no record of Go's checksum database about its Go, which is {way}", zh: "文件没有携带 Go 校验和数据库对其中 Go 的记录;该 Go 的来源:{way}" }
    no_record_help { en: "its signer alone vouches for this Go; info --provenance shows what he states", zh: "此 Go 仅由签名者担保;可用 info --provenance 查看其声明" }
    head_malformed(member) { en: "the tree head in {member} is malformed", zh: "{member} 中的树头格式有误" }
    other_record(found, expected) { en: "the record is about {found}, not about {expected}", zh: "该记录针对 {found},而不是 {expected}" }
    other_contents(found, name, expected) { en: "the Go in this file is not the published one: its files give {found}, {name} has {expected} on record", zh: "文件中的 Go 不是官方发布的版本:其文件摘要为 {found},而 {name} 的记录为 {expected}" }
    other_contents_help { en: "its signer, or somebody with his key, changed it; ask him before you install it", zh: "签名者或持有其密钥的人改动了它;安装前请向签名者核实" }
    foreign(path) { en: "goroot/{path} is in no published Go", zh: "goroot/{path} 不属于任何官方发布的 Go" }
    proved(version, cpu, number, size, name, module, h1) { en: "its Go {version} for {cpu} is the published one, every file of it: record {number} of {size} of {name}\n  module  {module}\n  digest  {h1}", zh: "其中的 Go {version}({cpu})每个文件均与官方发布一致:{name} 第 {number} 条记录,共 {size} 条\n  模块  {module}\n  摘要  {h1}" }
    beside(count) { en: "  {count} more files in its api, doc, misc and test are the packer's word alone: no module holds them", zh: "  其 api、doc、misc、test 目录中另有 {count} 个文件,模块中没有,仅由打包者担保" }
    prefix_unspeakable(path) { en: "{path} cannot be an installation directory: it must be absolute, without '..', a colon or a line break, because PATH and shell profiles cannot carry these", zh: "{path} 不能用作安装目录:必须是绝对路径,且不含“..”、冒号或换行,因为 PATH 和 shell 配置文件无法表示这些字符" }
    other_prefix { en: "choose another place with --prefix DIR", zh: "请用 --prefix 目录 指定其他位置" }
    another_go(go) { en: "there is another Go at {go}; new shells find the one installed here first", zh: "系统中还有另一个 Go:{go};新开的 shell 会优先使用这里安装的 Go" }
    goroot_set(goroot) { en: "GOROOT is set to {goroot} and makes go use the compiler there; new shells remove it, so remove its line from your profile too", zh: "GOROOT 已被设置为 {goroot},会使 go 使用那里的编译器;新开的 shell 会清除它,也请从您的配置文件中删除设置它的那一行" }
    module_cache(cache, ours, line) { en: "the modules in {cache} are not used: new shells set GOPATH, and the module cache is {ours} there; keep yours in use with:  {line}", zh: "{cache} 中的模块将不会被使用:新开的 shell 会设置 GOPATH,模块缓存改为 {ours};如需继续使用原有缓存,请运行:  {line}" }
    variable_wins(key, theirs, ours) { en: "the variable {key} is set to '{theirs}' and wins over goferry's '{ours}'", zh: "环境变量 {key} 已设为“{theirs}”,优先于 goferry 的“{ours}”" }
    user_file_wins(file, key, theirs, line) { en: "{file} sets {key} to '{theirs}', which wins over goferry's setting; undo it with:  {line}", zh: "{file} 将 {key} 设为“{theirs}”,优先于 goferry 的设置;可用此命令撤销:  {line}" }
    why_gotoolchain { en: "use this Go and never download another one", zh: "只用此 Go,绝不下载其他版本" }
    why_gotoolchain_path { en: "use the Go that a go.mod names where it is installed here, and never download another one", zh: "go.mod 指定的 Go 若已在此安装则使用之,绝不下载其他版本" }
    why_goproxy_off { en: "modules come from vendor trees and the module cache, never from a network", zh: "模块来自 vendor 目录和模块缓存,绝不访问网络" }
    why_goproxy_carried { en: "modules come from those that were brought here, never from a network", zh: "模块来自已带入的内容,绝不访问网络" }
    why_gosumdb_default { en: "Go's own default: what go.sum does not cover is not taken unverified", zh: "Go 的默认值:go.sum 未覆盖的内容不会未经校验就被采用" }
    why_gosumdb_carried { en: "Go's own default: the modules brought the database's answers with them", zh: "Go 的默认值:模块已附带校验数据库的应答" }
    why_gonoproxy { en: "what GOPRIVATE names is not looked for in a network either", zh: "GOPRIVATE 所列的模块也不从网络获取" }
    why_gonosumdb { en: "no database knows these modules: the signature of the file they came with covers them", zh: "校验数据库不含这些模块:其内容由所属文件的签名保证" }
    why_gocache { en: "what Go compiles of itself is there already: the release brought it", zh: "Go 自身需要编译的内容已随版本带来,无须再次编译" }
    why_goflags { en: "the module cache stays removable with rm -rf", zh: "模块缓存可以用 rm -rf 删除" }
}
