//! Building an installer.

use super::catalogue;

catalogue! {
    PACKING_MEMBER { en: "packing {path}", zh: "打包 {path}" }
    CHANGED_WHILE_PACKED { en: "{path} changed while it was being packed", zh: "{path} 在打包过程中发生了变化" }
    COMPRESSING { en: "compressing {frames} frames at level {level}", zh: "以级别 {level} 压缩 {frames} 帧" }
    SIGNING { en: "signing with {signer}", zh: "使用 {signer} 签名" }
    VERIFYING_RESULT { en: "verifying the finished file {file}", zh: "校验生成的文件 {file}" }
    CHECKING_AGAIN { en: "building a second time and comparing", zh: "再次构建并比较" }
    NOT_REPRODUCIBLE { en: "the second build of {file} differs from the first at byte {offset}", zh: "{file} 第二次构建的结果从第 {offset} 字节起与第一次不同" }
    REPRODUCIBLE { en: "a second build gave the same bytes", zh: "第二次构建得到了完全相同的字节" }
    BESIDE_IT { en: "beside it", zh: "随附文件" }
    RELEASE_NAME { en: "{name}, {line}, {counter}", zh: "{name},{line},{counter}" }
    NO_STUB { en: "no stub for {cpu} is carried by this goferry-pack", zh: "本 goferry-pack 未携带 {cpu} 的引导程序" }
    NO_STUB_HELP { en: "run ci/build-stub {target} and build goferry-pack again, or name one with --stub FILE", zh: "请运行 ci/build-stub {target} 后重新构建 goferry-pack,或用 --stub 文件 指定" }
    NO_TARGET_HELP { en: "Rust, musl and Zig have no target for {cpu}: build stub/ with the vendor's compiler as a static 64-bit little-endian ELF of e_machine {machine} and name it with --stub FILE; Go has to come from the vendor as well: --go ARCHIVE --go-sha256 HEX --abi NAME", zh: "Rust、musl 和 Zig 都没有 {cpu} 目标:请用厂商的编译器将 stub/ 编译为静态的 64 位小端 ELF(e_machine 为 {machine}),用 --stub 文件 指定;Go 也须由厂商提供:--go 压缩包 --go-sha256 十六进制值 --abi 名称" }
    STUB_CPU { en: "the stub {file} is for ELF machine {found}; {cpu} is {expected}", zh: "引导程序 {file} 的 ELF 机器类型为 {found};{cpu} 应为 {expected}" }
    STUB_TRAILING { en: "its headers end at byte {end}, the file has {length}", zh: "其头部描述到第 {end} 字节,而文件有 {length} 字节" }
    STUB_NOT_ELF { en: "not a 64-bit little-endian ELF file", zh: "不是 64 位小端 ELF 文件" }
    STUB_DYNAMIC { en: "it asks for a dynamic loader", zh: "它需要动态加载器" }
    NO_SIGNER { en: "no signer: a container is never written unsigned", zh: "没有签名者:绝不会写出未签名的文件" }
    NO_SIGNER_HELP { en: "give --sign-openpgp KEYFILE or --sign-sm2 KEYFILE (goferry-pack keys init makes both)", zh: "请给出 --sign-openpgp 密钥文件 或 --sign-sm2 密钥文件(均可用 goferry-pack keys init 生成)" }
    NO_ROOTS { en: "no root certificate and trust list: {path} is missing", zh: "没有根证书和信任列表:缺少 {path}" }
    NO_ROOTS_HELP { en: "name the directory that keys init made with --roots DIR", zh: "请用 --roots 目录 指定 keys init 生成的目录" }
    RUNNING_SIGNER { en: "running the signer {command}", zh: "运行签名程序 {command}" }
    SIGNER_FAILED { en: "the signer {command} ended with {status}", zh: "签名程序 {command} 以 {status} 结束" }
    SIGNER_ANSWER { en: "the answer of the signer {command} has no strict form", zh: "签名程序 {command} 的输出无法化为严格形式" }
    SIGNER_ANSWER_HELP { en: "it has to be one version 4 Ed25519 signature with the hashed notation purpose@goferry.invalid={purpose} and nothing critical", zh: "应为单个第 4 版 Ed25519 签名,带有受签名保护的注记 purpose@goferry.invalid={purpose},且不含关键(critical)项" }
    READING_KEY { en: "reading {path}", zh: "读取 {path}" }
    PASSPHRASE { en: "passphrase of {path}: ", zh: "{path} 的口令:" }
    NEW_PASSPHRASE { en: "new passphrase for {path}: ", zh: "为 {path} 设置新口令:" }
    AGAIN { en: "once more: ", zh: "请再输入一次:" }
    PASSPHRASES_DIFFER { en: "the two passphrases differ", zh: "两次输入的口令不一致" }
    NO_PASSPHRASE { en: "the key {path} needs a passphrase and there is no terminal to ask on", zh: "密钥 {path} 需要口令,但没有可供询问的终端" }
    NO_PASSPHRASE_HELP { en: "give it with --passphrase-file FILE or --passphrase-fd N (for a key without one: --no-passphrase)", zh: "请用 --passphrase-file 文件 或 --passphrase-fd 描述符 给出(无口令的密钥用 --no-passphrase)" }
    EXISTS { en: "{path} exists already and is not overwritten", zh: "{path} 已存在,不会覆盖" }
    KEYS_MADE { en: "made in {directory}:\n  root         {root}\n  release key  {release}", zh: "已在 {directory} 中生成:\n  信任根    {root}\n  发布密钥  {release}" }
    KEY_MADE { en: "made in {directory}:\n  release key  {release}", zh: "已在 {directory} 中生成:\n  发布密钥  {release}" }
    KEY_MADE_SM2 { en: "  SM2 release  {release}", zh: "  SM2 发布证书  {release}" }
    KEY_MADE_NEXT { en: "it counts once a trust list names it: goferry-pack trust-list next DIR --root-key root.key --release {file}", zh: "信任列表载明后方可生效:goferry-pack trust-list next DIR --root-key root.key --release {file}" }
    KEYS_ADVICE { en: "keep root.key offline; give users the root's fingerprint in another way", zh: "请离线保存 root.key;信任根指纹请通过与文件不同的途径告知用户" }
    ARCHES { en: "--arch {found} is not x86_64, arm64, mips64el, loong64 or sw64", zh: "--arch {found} 不是 x86_64、arm64、mips64el、loong64 或 sw64" }
    ARCH_TWICE { en: "--arch names {cpu} twice", zh: "--arch 重复给出了 {cpu}" }
    FETCHED { en: "Go {version} for {cpu} is in the cache, checked: {digest}", zh: "Go {version}({cpu})已在缓存中并校验:{digest}" }
    STUB { en: "stub", zh: "引导程序" }
    STUB_COMPILER { en: "compiler", zh: "编译器" }
    STUB_LINKER { en: "linker", zh: "链接器" }
    STUB_SOURCES { en: "sources' digest", zh: "源码摘要" }
    STUB_TIME { en: "build time", zh: "构建时间" }
    STUB_TARGET { en: "{target}, {length} bytes", zh: "{target},{length} 字节" }
    STUB_LIBRARY { en: "standard library", zh: "标准库" }
    STUB_LIBRARY_BUILT { en: "compiled from its sources", zh: "由源码编译" }
    STUB_LIBRARY_PREBUILT { en: "prebuilt", zh: "预编译" }
    STUB_MISSING { en: "missing: run ci/build-stub {target} and build goferry-pack again", zh: "缺少:请运行 ci/build-stub {target} 后重新构建 goferry-pack" }
    SIDECARS { en: "wrote beside it: {names}", zh: "同时写出:{names}" }
    EPOCH { en: "SOURCE_DATE_EPOCH is {found}, which is not a number of seconds", zh: "SOURCE_DATE_EPOCH 为 {found},不是秒数" }
    INTERRUPTED { en: "given up at the passphrase", zh: "已在输入口令时放弃" }
    PASSPHRASE_LINES { en: "{path} has to hold one line for all {count} keys or a line for each", zh: "{path} 应只有一行(供全部 {count} 个密钥使用),或每个密钥各一行" }
    EMPTY_PASSPHRASE { en: "an empty passphrase protects nothing", zh: "空口令起不到保护作用" }
    EMPTY_PASSPHRASE_HELP { en: "say so with --no-passphrase if that is what you want", zh: "若确实不需要口令,请使用 --no-passphrase" }
    READING_PASSPHRASE { en: "reading the passphrase from {path}", zh: "从 {path} 读取口令" }
    KEY_TOO_YOUNG { en: "the signing time is {signed}, before the key {signer} was made at {born}", zh: "签名时间为 {signed},早于密钥 {signer} 的生成时间 {born}" }
    KEY_TOO_YOUNG_HELP { en: "SOURCE_DATE_EPOCH only sets the default: give --signing-time a time at or after {born}", zh: "SOURCE_DATE_EPOCH 仅决定默认值:请用 --signing-time 给出 {born} 或之后的时间" }
    ONE_CPU_ONLY { en: "{option} is for one CPU, but --arch names {count}", zh: "{option} 只适用于一种 CPU,而 --arch 给出了 {count} 种" }
    ONE_CPU_ONLY_HELP { en: "leave it away, or run goferry-pack once for each CPU", zh: "请去掉该选项,或对每种 CPU 分别运行 goferry-pack" }
    ROOTS_NEEDED { en: "where root.asc and trust-list are is not known with an external signer", zh: "使用外部签名程序时,无法得知 root.asc 和 trust-list 的位置" }
    OBTAINING { en: "taking Go {spec} for {cpu}", zh: "获取 Go {spec}({cpu})" }
    TAKING_PROJECT { en: "checking the project in {dir}", zh: "检查 {dir} 中的项目" }
    WRITING_SIDECARS { en: "writing checksums, signature, SBOM and provenance", zh: "写出校验和、签名、SBOM 和来源证明" }
    KEYS_EXPORTED { en: "wrote {names} to {directory}", zh: "已将 {names} 写入 {directory}" }
    KEYS_MADE_SM2 { en: "  SM2 root     {root}\n  SM2 release  {release}", zh: "  SM2 信任根    {root}\n  SM2 发布证书  {release}" }
    KEYS_ADVICE_SM2 { en: "keep sm2-root.key offline as well, in another safe", zh: "也请离线保存 sm2-root.key,并与 root.key 分处存放" }
    SM2_ROOT { en: "SM2 root", zh: "SM2 信任根" }
    SM2_RELEASE { en: "SM2 release", zh: "SM2 发布证书" }
    KEY_REVOKED { en: "wrote {file}: certificate {certificate} with its revocation; it counts once a trust list carries it", zh: "已写出 {file}:附有吊销签名的证书 {certificate};载入信任列表后生效" }
    SNAKE_OIL { en: "the keys are not protected by a passphrase", zh: "密钥没有口令保护" }
    READING_TRUST_LIST { en: "reading the trust list in {path}", zh: "读取 {path} 中的信任列表" }
    TRUST_LIST_UNCHECKED { en: "nobody's signature over this list was checked: there is no {name} beside it", zh: "未检查该列表的签名:旁边没有 {name}" }
    TRUST_LIST_VERSION { en: "version", zh: "版本" }
    TRUST_LIST_ISSUED { en: "issued", zh: "签发时间" }
    RELEASE_KEY { en: "release key", zh: "发布证书" }
    TRUST_LIST_RETIRED { en: "retired", zh: "已停用" }
    TRUST_LIST_COMPROMISED { en: "compromised, except", zh: "已泄露(例外)" }
    TRUST_LIST_FLOOR { en: "lowest counter", zh: "最低计数" }
    NO_LICENCE { en: "{module} in {project} has no licence file: whether it may be handed on is not known", zh: "{project} 中的 {module} 没有许可证文件:能否转交他人使用不得而知" }
}
