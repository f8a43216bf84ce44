//! Building an installer.

use super::catalogue;

catalogue! {
    packing_member(path) { en: "packing {path}", zh: "打包 {path}" }
    no_index_lists_help { en: "rename it, or choose a shorter name for the project with --module NAME=DIR", zh: "请将其重命名,或用 --module 名称=目录 为项目选择较短的名称" }
    twins(one, other) { en: "{one} and {other} travel, but a file system that takes them for the same name refuses both", zh: "{one} 与 {other} 都会被携带,但将二者视为同一名称的文件系统会拒绝安装" }
    changed_while_packed(path) { en: "{path} changed while it was being packed", zh: "{path} 在打包过程中发生了变化" }
    compressing(frames, level) { en: "compressing {frames} frames at level {level}", zh: "以级别 {level} 压缩 {frames} 帧" }
    signing(signer) { en: "signing with {signer}", zh: "使用 {signer} 签名" }
    verifying_result(file) { en: "verifying the finished file {file}", zh: "校验生成的文件 {file}" }
    compiling_gocache(version, cpu) { en: "compiling what a first program needs of Go {version} for {cpu}", zh: "为 {cpu} 预先编译首个程序所需的 Go {version} 内容" }
    gocache_fails(version, cpu, text) { en: "Go {version} does not build the program of the gate for {cpu}: {text}", zh: "Go {version} 无法为 {cpu} 构建健康检查所用的程序:{text}" }
    gocache_fails_help { en: "the far side will not either; to carry it all the same, use --no-gocache", zh: "目标机上同样无法构建;若仍要携带,请用 --no-gocache" }
    no_gocache(version, cpu) { en: "the file for {cpu} carries no build cache, for no Go {version} whose digest is known runs here: the first builds on the far side take longer", zh: "{cpu} 的文件不携带构建缓存,因为本机没有摘要已知且可运行的 Go {version}:隔离网内首次构建更慢" }
    keeping_gocache(path) { en: "keeping what was compiled in {path}", zh: "将编译结果保存在 {path}" }
    checking_again { en: "building a second time and comparing", zh: "再次构建并比较" }
    not_reproducible(file, offset) { en: "the second build of {file} differs from the first at byte {offset}", zh: "{file} 第二次构建的结果从第 {offset} 字节起与第一次不同" }
    reproducible { en: "a second build gave the same bytes", zh: "第二次构建得到了完全相同的字节" }
    beside_it { en: "beside it", zh: "随附文件" }
    release_name(name, line, counter) { en: "{name}, {line}, {counter}", zh: "{name},{line},{counter}" }
    no_stub(cpu) { en: "no stub for {cpu} is carried by this goferry-pack", zh: "本 goferry-pack 未携带 {cpu} 的引导程序" }
    no_stub_help(target) { en: "run ci/build-stub {target} and build goferry-pack again, or name one with --stub FILE", zh: "请运行 ci/build-stub {target} 后重新构建 goferry-pack,或用 --stub 文件 指定" }
    no_target_help(cpu, machine) { en: "Rust, musl and Zig have no target for {cpu}: build stub/ with the vendor's compiler as a static 64-bit little-endian ELF of e_machine {machine} and name it with --stub FILE; Go has to come from the vendor as well: --go ARCHIVE --go-sha256 HEX --abi NAME", zh: "Rust、musl 和 Zig 都没有 {cpu} 目标:请用厂商的编译器将 stub/ 编译为静态的 64 位小端 ELF(e_machine 为 {machine}),用 --stub 文件 指定;Go 也须由厂商提供:--go 压缩包 --go-sha256 十六进制值 --abi 名称" }
    stub_cpu(file, found, cpu, expected) { en: "the stub {file} is for ELF machine {found}; {cpu} is {expected}", zh: "引导程序 {file} 的 ELF 机器类型为 {found};{cpu} 应为 {expected}" }
    stub_trailing(end, length) { en: "its headers end at byte {end}, the file has {length}", zh: "其头部描述到第 {end} 字节,而文件有 {length} 字节" }
    stub_not_elf { en: "not a 64-bit little-endian ELF file", zh: "不是 64 位小端 ELF 文件" }
    stub_dynamic { en: "it asks for a dynamic loader", zh: "它需要动态加载器" }
    no_signer { en: "no signer: a container is never written unsigned", zh: "没有签名者:绝不会写出未签名的文件" }
    no_signer_help { en: "give --sign-openpgp KEYFILE or --sign-sm2 KEYFILE (goferry-pack keys init makes both)", zh: "请给出 --sign-openpgp 密钥文件 或 --sign-sm2 密钥文件(均可用 goferry-pack keys init 生成)" }
    no_roots(path) { en: "no root certificate and trust list: {path} is missing", zh: "没有根证书和信任列表:缺少 {path}" }
    no_roots_help { en: "name the directory that keys init made with --roots DIR", zh: "请用 --roots 目录 指定 keys init 生成的目录" }
    running_signer(command) { en: "running the signer {command}", zh: "运行签名程序 {command}" }
    signer_failed(command, status) { en: "the signer {command} ended with {status}", zh: "签名程序 {command} 以 {status} 结束" }
    signer_answer(command) { en: "the answer of the signer {command} has no strict form", zh: "签名程序 {command} 的输出无法化为严格形式" }
    signer_answer_help(purpose) { en: "it has to be one version 4 Ed25519 signature with the hashed notation purpose@goferry.invalid={purpose} and nothing critical", zh: "应为单个第 4 版 Ed25519 签名,带有受签名保护的注记 purpose@goferry.invalid={purpose},且不含关键(critical)项" }
    reading_key(path) { en: "reading {path}", zh: "读取 {path}" }
    passphrase(path) { en: "passphrase of {path}: ", zh: "{path} 的口令:" }
    new_passphrase(path) { en: "new passphrase for {path}: ", zh: "为 {path} 设置新口令:" }
    again { en: "once more: ", zh: "请再输入一次:" }
    passphrases_differ { en: "the two passphrases differ", zh: "两次输入的口令不一致" }
    no_passphrase(path) { en: "the key {path} needs a passphrase and there is no terminal to ask on", zh: "密钥 {path} 需要口令,但没有可供询问的终端" }
    no_passphrase_help { en: "give it with --passphrase-file FILE or --passphrase-fd N (for a key without one: --no-passphrase)", zh: "请用 --passphrase-file 文件 或 --passphrase-fd 描述符 给出(无口令的密钥用 --no-passphrase)" }
    exists(path) { en: "{path} exists already and is not overwritten", zh: "{path} 已存在,不会覆盖" }
    keys_made(directory, root, release) { en: "made in {directory}:\n  root         {root}\n  release key  {release}", zh: "已在 {directory} 中生成:\n  信任根    {root}\n  发布密钥  {release}" }
    key_made(directory, release) { en: "made in {directory}:\n  release key  {release}", zh: "已在 {directory} 中生成:\n  发布密钥  {release}" }
    key_made_sm2(release) { en: "  SM2 release  {release}", zh: "  SM2 发布证书  {release}" }
    key_made_next(file) { en: "it counts once a trust list names it: goferry-pack trust-list next DIR --root-key root.key --release {file}", zh: "信任列表载明后方可生效:goferry-pack trust-list next DIR --root-key root.key --release {file}" }
    keys_advice { en: "keep root.key offline; give users the root's fingerprint in another way", zh: "请离线保存 root.key;信任根指纹请通过与文件不同的途径告知用户" }
    arches(found) { en: "--arch {found} is not x86_64, arm64, mips64el, loong64 or sw64", zh: "--arch {found} 不是 x86_64、arm64、mips64el、loong64 或 sw64" }
    arch_twice(cpu) { en: "--arch names {cpu} twice", zh: "--arch 重复给出了 {cpu}" }
    fetched(version, cpu, digest) { en: "Go {version} for {cpu} is in the cache, checked: {digest}", zh: "Go {version}({cpu})已在缓存中并校验:{digest}" }
    stub { en: "stub", zh: "引导程序" }
    stub_compiler { en: "compiler", zh: "编译器" }
    stub_linker { en: "linker", zh: "链接器" }
    stub_sources { en: "sources' digest", zh: "源码摘要" }
    stub_time { en: "build time", zh: "构建时间" }
    stub_target(target, length) { en: "{target}, {length} bytes", zh: "{target},{length} 字节" }
    stub_library { en: "standard library", zh: "标准库" }
    stub_library_built { en: "compiled from its sources", zh: "由源码编译" }
    stub_library_prebuilt { en: "prebuilt", zh: "预编译" }
    stub_missing(target) { en: "missing: run ci/build-stub {target} and build goferry-pack again", zh: "缺少:请运行 ci/build-stub {target} 后重新构建 goferry-pack" }
    sidecars(names) { en: "wrote beside it: {names}", zh: "同时写出:{names}" }
    interrupted { en: "given up at the passphrase", zh: "已在输入口令时放弃" }
    passphrase_lines(path, count) { en: "{path} has to hold one line for all {count} keys or a line for each", zh: "{path} 应只有一行(供全部 {count} 个密钥使用),或每个密钥各一行" }
    empty_passphrase { en: "an empty passphrase protects nothing", zh: "空口令起不到保护作用" }
    empty_passphrase_help { en: "say so with --no-passphrase if that is what you want", zh: "若确实不需要口令,请使用 --no-passphrase" }
    reading_passphrase(path) { en: "reading the passphrase from {path}", zh: "从 {path} 读取口令" }
    key_too_young(signed, signer, born) { en: "the signing time is {signed}, before the key {signer} was made at {born}", zh: "签名时间为 {signed},早于密钥 {signer} 的生成时间 {born}" }
    key_too_young_help(born) { en: "SOURCE_DATE_EPOCH only sets the default: give --signing-time a time at or after {born}", zh: "SOURCE_DATE_EPOCH 仅决定默认值:请用 --signing-time 给出 {born} 或之后的时间" }
    one_cpu_only(option, count) { en: "{option} is for one CPU, but --arch names {count}", zh: "{option} 只适用于一种 CPU,而 --arch 给出了 {count} 种" }
    one_cpu_only_help { en: "leave it away, or run goferry-pack once for each CPU", zh: "请去掉该选项,或对每种 CPU 分别运行 goferry-pack" }
    roots_needed { en: "where root.asc and trust-list are is not known with an external signer", zh: "使用外部签名程序时,无法得知 root.asc 和 trust-list 的位置" }
    obtaining(spec, cpu) { en: "taking Go {spec} for {cpu}", zh: "获取 Go {spec}({cpu})" }
    writing_sidecars { en: "writing checksums, signature, SBOM and provenance", zh: "写出校验和、签名、SBOM 和来源证明" }
    keys_exported(names, directory) { en: "wrote {names} to {directory}", zh: "已将 {names} 写入 {directory}" }
    keys_made_sm2(root, release) { en: "  SM2 root     {root}\n  SM2 release  {release}", zh: "  SM2 信任根    {root}\n  SM2 发布证书  {release}" }
    keys_advice_sm2 { en: "keep sm2-root.key offline as well, in another safe", zh: "也请离线保存 sm2-root.key,并与 root.key 分处存放" }
    sm2_root { en: "SM2 root", zh: "SM2 信任根" }
    sm2_release { en: "SM2 release", zh: "SM2 发布证书" }
    key_revoked(file, certificate) { en: "wrote {file}: certificate {certificate} with its revocation; it counts once a trust list carries it", zh: "已写出 {file}:附有吊销签名的证书 {certificate};载入信任列表后生效" }
    snake_oil { en: "the keys are not protected by a passphrase", zh: "密钥没有口令保护" }
    reading_trust_list(path) { en: "reading the trust list in {path}", zh: "读取 {path} 中的信任列表" }
    trust_list_unchecked(name) { en: "nobody's signature over this list was checked: there is no {name} beside it", zh: "未检查该列表的签名:旁边没有 {name}" }
    trust_list_version { en: "version", zh: "版本" }
    trust_list_issued { en: "issued", zh: "签发时间" }
    carried_key { en: "carried key", zh: "携带的密钥" }
    carried_as_allowed(file, kind) { en: "{file} ({kind}), let through by --allow-key", zh: "{file}({kind}),由 --allow-key 放行" }
    carried_as_public(file, kind, module) { en: "{file} ({kind}), public in {module}", zh: "{file}({kind}),公开于 {module}" }
    no_licence(module, project) { en: "{module} in {project} has no licence file: whether it may be handed on is not known", zh: "{project} 中的 {module} 没有许可证文件:能否转交他人使用不得而知" }
    sha256 { en: "file SHA-256", zh: "文件 SHA-256" }
    sm3 { en: "file SM3", zh: "文件 SM3" }
    writing(file) { en: "writing {file}", zh: "写入 {file}" }
    stub_not_whole(file, why) { en: "the stub {file} is not one static ELF program: {why}", zh: "引导程序 {file} 不是完整的静态 ELF 程序:{why}" }
}
