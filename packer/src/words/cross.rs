//! Go for CPUs that no proxy serves: made by the official toolchain of another CPU, and proved.

use super::catalogue;

catalogue! {
    cross_building(version, cpu) { en: "cross-building Go {version} for {cpu}", zh: "交叉构建 {cpu} 架构的 Go {version}" }
    nobody_serves(version, cpu, host) { en: "no proxy gives Go {version} for {cpu}: the official {host} toolchain builds it here, which takes a few minutes and is done once", zh: "没有代理提供 {cpu} 架构的 Go {version}:改由官方 {host} 工具链在本机构建,约需几分钟,只做一次" }
    from_cache(version, cpu, h1) { en: "Go {version} for {cpu} was cross-built before; what the cache has is the Go with {h1}", zh: "{cpu} 架构的 Go {version} 此前已交叉构建;缓存内容与 {h1} 一致" }
    kept_differs(path) { en: "the cross-built Go in {path} is not the expected one; it is built anew", zh: "{path} 中交叉构建的 Go 与预期不符,将重新构建" }
    waiting { en: "another run is cross-building Go; waiting for it", zh: "另一次运行正在交叉构建 Go,等待其完成" }
    laying_out(version, host) { en: "laying out the official Go {version} for {host}", zh: "展开官方 {host} 架构的 Go {version}" }
    building_proof(count, cpu) { en: "building {count} of {cpu}'s files, to compare with the official ones", zh: "构建 {cpu} 架构的 {count} 个文件,与官方文件比对" }
    proved(count, cpu, seconds) { en: "{count} files for {cpu} are the official ones, bit for bit ({seconds} s)", zh: "{cpu} 架构的 {count} 个文件与官方文件逐位相同(用时 {seconds} 秒)" }
    building(count, version, cpu) { en: "building the {count} files of Go {version} that depend on the CPU, for {cpu}", zh: "为 {cpu} 构建 Go {version} 中与架构有关的 {count} 个文件" }
    built(version, cpu, h1, seconds) { en: "cross-built Go {version} for {cpu}: {h1} ({seconds} s)", zh: "已交叉构建 {cpu} 架构的 Go {version}:{h1}(用时 {seconds} 秒)" }
    keeping(path) { en: "keeping what was built in {path}", zh: "将构建结果保存到 {path}" }
    preparing(path) { en: "preparing {path}", zh: "准备 {path}" }
    running(command) { en: "running {command}", zh: "运行 {command}" }
    published(cpu) { en: "Go for {cpu} is published and need not be built", zh: "{cpu} 架构的 Go 已有官方发布,无需构建" }
    published_help(version, cpu) { en: "fetch it with: goferry-pack go fetch {version} --arch {cpu}", zh: "请用 goferry-pack go fetch {version} --arch {cpu} 下载" }
    upstream_lacks(cpu) { en: "Go's own project has no port to {cpu}: only the vendor's Go runs there", zh: "Go 官方没有移植到 {cpu}:只有厂商自己的 Go 可在其上运行" }
    no_builder { en: "Go is cross-built by the official toolchain of an x86_64 or arm64 machine, and this is neither", zh: "交叉构建 Go 需要 x86_64 或 arm64 机器的官方工具链,而本机都不是" }
    not_a_version(found) { en: "{found} is not a Go version", zh: "{found} 不是 Go 版本号" }
    no_prove(found) { en: "--prove is large or full, not {found}", zh: "--prove 只能是 large 或 full,而不是 {found}" }
    cannot_run(path) { en: "{path} cannot be run", zh: "无法运行 {path}" }
    cannot_run_help { en: "set GOFERRY_CACHE to a directory on a file system where programs may run", zh: "请将 GOFERRY_CACHE 设为允许执行程序的文件系统上的目录" }
    go_ended(cpu, status, text) { en: "go build for {cpu} ended with {status}: {text}", zh: "面向 {cpu} 的 go build 以 {status} 结束:{text}" }
    go_ended_help { en: "it needs about 2 GB of memory and 1 GB of space in the cache", zh: "它约需 2 GB 内存和缓存中 1 GB 的空间" }
    no_output(cpu, name) { en: "go build for {cpu} left no {name}", zh: "面向 {cpu} 的 go build 没有生成 {name}" }
    nothing_to_prove(cpu, name) { en: "the official Go for {cpu} has no {name} to compare with", zh: "{cpu} 架构的官方 Go 中没有可供比对的 {name}" }
    file_differs(path, cpu, found, expected) { en: "{path} for {cpu}: SHA-256 is {found}, the official file's is {expected}", zh: "{cpu} 架构的 {path}:SHA-256 为 {found},官方文件为 {expected}" }
    proof_failed(count, total, cpu) { en: "{count} of {total} files built for {cpu} differ from the official ones, so nothing that is built here can be trusted; nothing was kept", zh: "为 {cpu} 构建的 {total} 个文件中有 {count} 个与官方文件不同,因此本机的构建结果不可信;未保留任何内容" }
    proof_failed_help { en: "try another machine; if it differs there too, report the lines above", zh: "请换一台机器再试;若仍不同,请报告以上各行" }
    h1_differs(version, cpu, found, expected) { en: "the cross-built Go {version} for {cpu} is {found}, and {expected} is pinned; which file differs cannot be said, because the pinned digest is over all of them; nothing was kept", zh: "交叉构建的 {cpu} 架构 Go {version} 为 {found},而固定的是 {expected};固定的摘要覆盖全部文件,无法指出是哪个文件不同;未保留任何内容" }
    in_database(name, number, size) { en: "the checksum database {name} vouches for it: record {number} of {size}", zh: "校验和数据库 {name} 为其证明:第 {number} 条记录(共 {size} 条)" }
    not_in_database(version, cpu, name, proof) { en: "Go {version} for {cpu} was not found in the checksum database {name}; it is proved by the {proof} files only", zh: "在校验和数据库 {name} 中未找到 {cpu} 架构的 Go {version};仅由 {proof} 架构的文件证明" }
    database_silent(name, version, cpu, proof) { en: "the checksum database {name} cannot be reached; Go {version} for {cpu} is proved by the {proof} files only", zh: "无法访问校验和数据库 {name};{cpu} 架构的 Go {version} 仅由 {proof} 架构的文件证明" }
    database_off(version, cpu, proof) { en: "the checksum database is turned off (GOSUMDB, GONOSUMDB); Go {version} for {cpu} is proved by the {proof} files only", zh: "校验和数据库已关闭(GOSUMDB、GONOSUMDB);{cpu} 架构的 Go {version} 仅由 {proof} 架构的文件证明" }
    pin_unproven(version, cpu) { en: "the cross-built Go {version} for {cpu} is in no checksum database, and nothing else is pinned", zh: "交叉构建的 {cpu} 架构 Go {version} 不在校验和数据库中,不予固定" }
    made(version, cpu, h1) { en: "Go {version} for {cpu} is in the cache: {h1}", zh: "{cpu} 架构的 Go {version} 已在缓存中:{h1}" }
}
