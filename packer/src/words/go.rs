//! Where Go comes from: recipes, proxies, mirrors, archives, the checksum database.

use super::catalogue;

catalogue! {
    taking(spec) { en: "taking Go from {spec}", zh: "从 {spec} 获取 Go" }
    fetching(url) { en: "fetching {url}", zh: "下载 {url}" }
    reading(path) { en: "reading {path}", zh: "读取 {path}" }
    unpacking(file) { en: "unpacking {file}", zh: "解包 {file}" }
    checking_record(module, version, name) { en: "checking {module}@{version} against the checksum database {name}", zh: "用校验和数据库 {name} 核对 {module}@{version}" }
    pinning(version) { en: "pinning Go {version}", zh: "固定 Go {version} 的摘要" }
    no_such_input(path) { en: "{path} does not exist", zh: "{path} 不存在" }
    no_such_input_help { en: "name a Go version such as 1.27.3, an archive, a toolchain module zip or a GOROOT", zh: "请给出 Go 版本(如 1.27.3)、官方压缩包、工具链模块 zip 或 GOROOT 目录" }
    not_a_distribution(file) { en: "{file} is neither a .tar.gz archive nor a module zip", zh: "{file} 既不是 .tar.gz 压缩包,也不是模块 zip" }
    no_recipe(version, cpu) { en: "no recipe pins Go {version} for {cpu}", zh: "没有配方固定 {cpu} 架构的 Go {version}" }
    no_recipe_help(version) { en: "add one for review with: goferry-pack go pin {version}", zh: "用 goferry-pack go pin {version} 添加配方并提交审查" }
    only_archive(version, cpu) { en: "Go {version} for {cpu} is pinned as an official archive, which no module proxy serves", zh: "{cpu} 架构的 Go {version} 是按官方压缩包固定的,模块代理不提供它" }
    only_archive_help { en: "name the archive with --go FILE, or where to download it with --go-mirror URL", zh: "请用 --go 文件 指定压缩包,或用 --go-mirror 网址 指定下载地址" }
    only_module(version, cpu, mirror) { en: "Go {version} for {cpu} is pinned as a module, which {mirror} does not serve", zh: "{cpu} 架构的 Go {version} 是按模块固定的,{mirror} 不提供它" }
    only_module_help(version) { en: "leave --go-mirror out, or pin the archive with: goferry-pack go pin {version} --go-mirror URL", zh: "请去掉 --go-mirror,或用 goferry-pack go pin {version} --go-mirror 网址 固定该压缩包" }
    bad_digest_option(value) { en: "{value} is neither 64 hexadecimal digits nor an h1: digest", zh: "{value} 既不是 64 位十六进制数,也不是 h1: 摘要" }
    h1_needs_module(file) { en: "an h1: digest can only be checked for a module zip, and {file} is none", zh: "h1: 摘要只能用于模块 zip,而 {file} 不是" }
    unknown_digest(file, found) { en: "no recipe knows {file} (SHA-256 {found})", zh: "没有配方记录 {file}(SHA-256 为 {found})" }
    unknown_digest_help { en: "if you know the right digest from elsewhere, give it with --go-sha256 HEX", zh: "若已从其他可信途径得知正确的摘要,请用 --go-sha256 十六进制值 给出" }
    sha256_differs(file, found, expected) { en: "SHA-256 of {file} is {found}, expected {expected}; nothing was taken from it", zh: "{file} 的 SHA-256 为 {found},应为 {expected};未采用其中任何内容" }
    h1_differs(file, found, expected) { en: "the h1 digest of {file} is {found}, expected {expected}; nothing was taken from it", zh: "{file} 的 h1 摘要为 {found},应为 {expected};未采用其中任何内容" }
    differs_help { en: "fetch it again, or from another place; somebody on the way may have changed it", zh: "请重新下载或换一个来源;文件可能在途中被改动" }
    truncated(file, have, want) { en: "{file} is incomplete: {have} of {want} bytes", zh: "{file} 不完整:应有 {want} 字节,实际 {have} 字节" }
    ends_early(file) { en: "{file} is incomplete or damaged: its contents end early", zh: "{file} 不完整或已损坏:内容提前结束" }
    zip_damaged(file) { en: "{file} is incomplete or damaged: it cannot be read as a zip", zh: "{file} 不完整或已损坏:无法按 zip 读取" }
    fetch_again { en: "copy or fetch it again", zh: "请重新复制或下载" }
    repacked_help(h1) { en: "it was only packed anew: its contents are the pinned ones; to accept that, add --go-sha256 {h1}", zh: "它只是被重新打包,内容与配方一致;若要接受,请加上 --go-sha256 {h1}" }
    local_tree(path) { en: "{path} is a local tree, not pinned by any recipe; the file will say so", zh: "{path} 是本地目录,没有配方固定其内容;生成的文件会如实注明" }
    bad_member(file, member) { en: "{file} contains {member}, which is no plain file, directory or link inside it", zh: "{file} 含有 {member},它不是普通文件、目录或指向包内的链接" }
    foreign_member(file, member, prefix) { en: "{file} contains {member}, which does not begin with {prefix}", zh: "{file} 含有 {member},其路径不以 {prefix} 开头" }
    too_large(file, limit) { en: "{file} unpacks to more than {limit} bytes", zh: "{file} 解包后超过 {limit} 字节" }
    no_version(file) { en: "{file} is not a Go distribution: it has no VERSION file that names one", zh: "{file} 不是 Go 发行版:没有写明版本的 VERSION 文件" }
    wrong_version(file, found, expected) { en: "{file} contains Go {found}, not Go {expected}", zh: "{file} 中是 Go {found},而不是 Go {expected}" }
    no_go_command(file) { en: "{file} is not a Go distribution: bin/go is missing or not an ELF file", zh: "{file} 不是 Go 发行版:缺少 bin/go 或它不是 ELF 文件" }
    wrong_cpu(member, file, found, expected) { en: "{member} in {file} is for {found}, not for {expected}", zh: "{file} 中的 {member} 面向 {found},而不是 {expected}" }
    machine_name(name) { en: "{name}", zh: "{name}" }
    reading_header { en: "reading the header of a command", zh: "读取命令文件的头部" }
    other_machine(machine) { en: "ELF machine {machine}", zh: "ELF 机器类型 {machine}" }
    machine_of_32_bits(machine) { en: "32-bit ELF machine {machine}", zh: "32 位 ELF 机器类型 {machine}" }
    big_endian_machine(machine) { en: "big-endian ELF machine {machine}", zh: "大端 ELF 机器类型 {machine}" }
    world_old { en: "the old world of LoongArch (abi1.0)", zh: "龙架构旧世界(abi1.0)" }
    world_new { en: "the new world of LoongArch (abi2.0)", zh: "龙架构新世界(abi2.0)" }
    worlds(member, file, found, expected) { en: "{member} in {file} is made for {found}, others in it for {expected}", zh: "{file} 中的 {member} 面向{found},而其余文件面向{expected}" }
    old_world(file) { en: "{file} is made for the old world of LoongArch (ABI1.0), which official Go does not run on", zh: "{file} 面向龙架构旧世界(ABI1.0),官方 Go 不能在其上运行" }
    old_world_help { en: "if it is for hosts with kernel 4.19 or 5.4 such as Kylin V10 and UOS V20, say so: --abi abi1.0", zh: "若用于内核 4.19 或 5.4 的主机(如麒麟 V10、统信 UOS V20),请注明:--abi abi1.0" }
    abi_contradicted(file, found, abi) { en: "the commands in {file} are made for {found}, not for {abi}", zh: "{file} 中的命令面向{found},而不是 {abi}" }
    abi_of_loongarch(abi, file, cpu) { en: "{abi} is an ABI of LoongArch, and {file} is for {cpu}", zh: "{abi} 是龙架构的 ABI,而 {file} 面向 {cpu}" }
    no_official_go(cpu) { en: "there is no official Go for {cpu}: this one is a vendor's", zh: "官方没有发布 {cpu} 架构的 Go:这一份来自厂商" }
    vendor_version(file, version) { en: "{file} is Go {version}, which is no official version", zh: "{file} 是 Go {version},不是官方版本" }
    name_abi_help { en: "pack a vendor's own Go under the name of its ABI: --abi NAME", zh: "打包厂商自己的 Go 时请给出其 ABI 名称:--abi 名称" }
    offline(url) { en: "{url} is needed, and this run is offline", zh: "需要 {url},但本次运行处于离线模式" }
    proxy_off { en: "GOPROXY forbids fetching (off)", zh: "GOPROXY 设置为 off,禁止下载" }
    proxy_empty(list) { en: "GOPROXY names no proxy: {list}", zh: "GOPROXY 没有给出代理:{list}" }
    bad_url(url) { en: "{url} is not an http, https or file address", zh: "{url} 不是 http、https 或 file 地址" }
    not_found(url, status) { en: "{url} does not exist (status {status})", zh: "{url} 不存在(状态码 {status})" }
    status(url, status) { en: "{url} answered with status {status}", zh: "{url} 返回状态码 {status}" }
    unreachable(url) { en: "{url} cannot be reached", zh: "无法访问 {url}" }
    broken_off(url) { en: "the transfer of {url} broke off", zh: "{url} 的传输中断" }
    too_long(url, limit) { en: "{url} is longer than {limit} bytes", zh: "{url} 超过 {limit} 字节" }
    trying_next(url) { en: "{url} does not help, trying the next one", zh: "{url} 不可用,尝试下一个" }
    database_malformed_setting(value) { en: "GOSUMDB is malformed or names an unknown database: {value}", zh: "GOSUMDB 格式有误或指向未知的数据库:{value}" }
    database_unreachable(name) { en: "the checksum database {name} cannot be reached; the pinned digest was checked", zh: "无法访问校验和数据库 {name};已按固定的摘要核对" }
    database_lacks(name, module, version) { en: "the record of {name} does not name {module} {version}", zh: "{name} 的记录中没有 {module} {version}" }
    database_disagrees(name, database, found) { en: "the checksum database {name} says {database}, the module is {found}", zh: "校验和数据库 {name} 记录为 {database},而模块为 {found}" }
    database_not_gos(setting, name) { en: "modules are proved by {name}, which go believes on the far side, and GOSUMDB is {setting}", zh: "模块由 {name} 证明(隔离网内的 go 只信任它),而 GOSUMDB 为 {setting}" }
    database_not_gos_help { en: "go env -u GOSUMDB here; name private modules in GONOSUMDB or GOPRIVATE", zh: "请在此执行 go env -u GOSUMDB;私有模块请列入 GONOSUMDB 或 GOPRIVATE" }
    database_help { en: "do not use this distribution; ask the one who runs the proxy", zh: "请勿使用该发行版,并联系代理的维护者" }
    cache_nowhere { en: "there is no place for downloads: HOME is not set", zh: "没有存放下载内容的位置:未设置 HOME" }
    cache_nowhere_help { en: "set GOFERRY_CACHE to a directory", zh: "请将 GOFERRY_CACHE 设为一个目录" }
    caching(path) { en: "keeping a download in {path}", zh: "将下载内容保存到 {path}" }
    cache_damaged(path) { en: "the cached {path} is damaged; it is fetched again", zh: "缓存文件 {path} 已损坏,将重新下载" }
    taken_from_cache(file) { en: "{file} is in the cache", zh: "{file} 已在缓存中" }
    tree_kind(path) { en: "{path} is neither a file, a directory nor a symbolic link", zh: "{path} 不是文件、目录或符号链接" }
    tree_link(path, target) { en: "the symbolic link {path} leads out of the tree, to {target}", zh: "符号链接 {path} 指向目录树之外:{target}" }
    tree_name(path) { en: "the name of {path} is not UTF-8", zh: "{path} 的文件名不是 UTF-8 编码" }
    tree_twice(path) { en: "{path} is there twice", zh: "{path} 重复出现" }
    tree_link_help { en: "copy what it leads to into the tree", zh: "请将其指向的内容复制到目录树内" }
    pin_needs_record { en: "a module is only pinned when the checksum database vouches for it, and GOSUMDB turns it off", zh: "只有校验和数据库能证明时才会固定模块,而 GOSUMDB 将其关闭了" }
    pin_needs_record_help { en: "unset GOSUMDB and GONOSUMDB for this command", zh: "请在执行本命令时取消 GOSUMDB 和 GONOSUMDB 设置" }
    not_pinned(version, cpu) { en: "Go {version} for {cpu} cannot be had in this form; it is left out", zh: "无法以这种形式取得 {cpu} 架构的 Go {version},已略过" }
    pin_unreachable { en: "the checksum database cannot be reached, and a module is not pinned without its record", zh: "无法访问校验和数据库;没有其记录就不会固定模块" }
    pin_published(file, expected, found) { en: "the published SHA-256 of {file} is {expected}, the download's is {found}", zh: "{file} 公布的 SHA-256 为 {expected},下载内容为 {found}" }
    pinned(version, cpus, file) { en: "pinned Go {version} for {cpus} in {file}; review it, then build goferry-pack again", zh: "已将 Go {version}({cpus})固定到 {file};请审查后重新构建 goferry-pack" }
}

/// Go for CPUs that no proxy serves: made by the official toolchain of another CPU, and proved.
pub mod cross {
    use super::super::catalogue;

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
}
