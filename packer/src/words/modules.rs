//! What `goferry-pack` says about modules that travel as such: what is asked for, what no proxy serves, the database.

use super::catalogue;

catalogue! {
    preparing(path) { en: "preparing {path}", zh: "准备 {path}" }
    reading(path) { en: "reading {path}", zh: "读取 {path}" }
    resolving(what) { en: "fetching what the work on {what} needs", zh: "获取 {what} 的开发所需的模块" }
    only_together(dir) { en: "{dir} can be worked on within its workspace alone: by itself go does not find all that it needs", zh: "{dir} 只能在其工作区内开发:单独使用时 go 找不到其所需的全部内容" }
    combining(count) { en: "fetching what the {count} modules need together", zh: "获取这 {count} 个模块一起使用时所需的内容" }
    not_paired(count, most) { en: "{count} modules are named: each was tried alone and all together, not each two, as up to {most} are; go get of some of them may miss a version", zh: "共指定 {count} 个模块:已逐个及全部一起试过,但未两两试过(最多 {most} 个时才这样做);只用其中几个时 go get 可能缺少某个版本" }
    completing(count) { en: "completing {count} versions", zh: "补全 {count} 个版本" }
    asking(count, database) { en: "asking {database} about {count} versions", zh: "向 {database} 查询 {count} 个版本" }
    not_a_head(path) { en: "{path} names a head that the checksum database did not sign", zh: "{path} 所列的树头并非由校验和数据库签名" }
    not_a_list(path) { en: "{path} is neither a finished file nor a list of the heads that go knows on the far side", zh: "{path} 既不是成品文件,也不是目标端 go 所知树头的列表" }
    not_a_list_help { en: "give what goferry modules list --json printed there, or a file that was brought there", zh: "请给出目标端 goferry modules list --json 的输出,或曾带入那里的文件" }
    first_name(name) { en: "\n    {name}", zh: "\n    {name}" }
    and_name(before, name) { en: "{before}\n    {name}", zh: "{before}\n    {name}" }
    nothing { en: "no module is needed by what was asked for", zh: "所指定的内容不需要任何模块" }
    nothing_help { en: "leave out --from-project, --modules and --modcache: what depends on nothing builds without them", zh: "请去掉 --from-project、--modules 和 --modcache:没有依赖的项目无需它们即可构建" }
    not_a_module(dir) { en: "{dir} has no go.mod, so it is not the root of a Go module, nor a go.work", zh: "{dir} 中没有 go.mod(不是 Go 模块的根目录),也没有 go.work" }
    not_a_module_help { en: "name the directory that holds go.mod or go.work", zh: "请指定 go.mod 或 go.work 所在的目录" }
    not_a_module_name(text) { en: "{text} is neither a file nor MODULE@VERSION", zh: "{text} 既不是文件,也不是“模块@版本”" }
    list_line(path, line, text) { en: "line {line} of {path} is not MODULE@VERSION: {text}", zh: "{path} 第 {line} 行不是“模块@版本”:{text}" }
    list_help { en: "one module a line, such as github.com/spf13/cobra@v1.10.2; # begins a comment", zh: "每行一个模块,如 github.com/spf13/cobra@v1.10.2;# 之后为注释" }
    go_sum_line(line, path) { en: "line {line} of {path} cannot be understood", zh: "{path} 第 {line} 行无法理解" }
    no_go(path) { en: "{path} cannot be started: it fetches the modules", zh: "无法启动 {path}:需要由它获取模块" }
    go_refuses(command, dir, lines) { en: "go {command} in {dir}: {lines}", zh: "在 {dir} 中执行 go {command} 失败:{lines}" }
    go_unclear(command) { en: "what go {command} says cannot be understood", zh: "无法理解 go {command} 的输出" }
    not_served(count, list) { en: "{count} versions are served by none of the proxies:{list}", zh: "有 {count} 个版本没有任何代理提供:{list}" }
    not_served_help { en: "set GOPROXY to one that has them, or choose other versions (go get MODULE@VERSION); what is private needs GOPRIVATE and access to its repository here", zh: "请将 GOPROXY 设为有这些版本的代理,或改用其他版本(go get 模块@版本);私有模块需在此设置 GOPRIVATE 并能访问其仓库" }
    no_modules_in(dir) { en: "{dir} is no module cache, nor the tree of a proxy: no MODULE/@v is in it", zh: "{dir} 既不是模块缓存,也不是代理目录:其中没有任何“模块/@v”" }
    no_modules_in_help { en: "name what go env GOMODCACHE prints", zh: "请指定 go env GOMODCACHE 输出的目录" }
    foreign_member(zip, name, prefix) { en: "{zip} has the file {name}, which is not below {prefix}", zh: "{zip} 中的文件 {name} 不在 {prefix} 之下" }
    not_the_same_again(zip) { en: "{zip} was made anew and is not the same module: please report this", zh: "{zip} 重新生成后不再是同一模块:请报告此问题" }
    no_go_mod(version) { en: "{version} has no go.mod", zh: "{version} 没有 go.mod" }
    info_unclear(version) { en: "the .info of {version} is not about this version", zh: "{version} 的 .info 与该版本不符" }
    go_sum_disagrees(path, version, stated, found) { en: "{path} has {stated} for {version}; what was fetched has {found}", zh: "{path} 中 {version} 的校验值为 {stated},而获取到的内容为 {found}" }
    database_disagrees(database, version, stated, found) { en: "{database} has {stated} for {version}; what is to travel has {found}", zh: "{database} 记录的 {version} 校验值为 {stated},而将要携带的内容为 {found}" }
    disagrees_help { en: "do not use this module; ask the one who runs the proxy, or clear the module cache it came from", zh: "请勿使用该模块;请联系代理的维护者,或清理其所来自的模块缓存" }
    no_record(database, list) { en: "{database} has no record of:{list}", zh: "{database} 没有以下版本的记录:{list}" }
    no_record_help { en: "what is private is named in GONOSUMDB (or GOPRIVATE): it is then covered by go.sum and this file's signature", zh: "私有模块请列入 GONOSUMDB(或 GOPRIVATE):此后由 go.sum 和本文件的签名保证其内容" }
    not_proven(database, path, why) { en: "{path} of {database}: {why}", zh: "{database} 的 {path}:{why}" }
    not_proven_help { en: "ask the one who runs the proxy; what is kept of earlier answers lies in sumdb/ below the cache and can be deleted", zh: "请联系代理的维护者;以往的应答保存在缓存目录的 sumdb/ 中,可以删除" }
    head_too_old(database, size, last) { en: "the newest head of {database} that can be had covers {size} records; record {last} is needed", zh: "能取得的 {database} 最新树头只覆盖 {size} 条记录,而需要第 {last} 条" }
    another_history(database, head, size) { en: "the head of {database} over {head} records does not continue the one over {size} that was seen before", zh: "{database} 覆盖 {head} 条记录的树头与此前见过的(覆盖 {size} 条)不连续" }
    no_tile(database, path) { en: "{path} of {database} cannot be had", zh: "无法取得 {database} 的 {path}" }
}
