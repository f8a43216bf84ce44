//! The verbs and options of `goferry-pack`.

use super::catalogue;

catalogue! {
    about { en: "pack Go, projects and signatures into one file that verifies and installs itself", zh: "将 Go 发行版、项目和签名打包成一个可自校验、自安装的文件" }
    build { en: "build a signed installer", zh: "构建已签名的安装文件" }
    inspect { en: "show who signed a file, what is in it and how it is laid out (also: info)", zh: "显示文件的签名者、内容和结构(也可写作 info)" }
    keys { en: "make keys and show or export certificates", zh: "生成密钥,显示或导出证书" }
    keys_init { en: "make a root key, a release key and a first trust list", zh: "生成根密钥、发布密钥和首个信任列表" }
    keys_sm2 { en: "make an SM2 root and an SM2 release key as well and name them in the list", zh: "同时生成 SM2 根密钥和 SM2 发布密钥,并写入信任列表" }
    keys_require { en: "the kinds of signature that the list requires of every release: openpgp, sm2 or both, separated by a comma (default: each kind made)", zh: "信任列表要求每个发布必须具备的签名类型:openpgp、sm2 或两者,用逗号分隔(默认为所生成的全部类型)" }
    keys_words_file { en: "this file has one passphrase for all keys, or a line for each: root.key, release.key, sm2-root.key, sm2-release.key (default: ask on the terminal)", zh: "该文件含一行口令供全部密钥使用,或依次每个密钥一行:root.key、release.key、sm2-root.key、sm2-release.key(默认在终端询问)" }
    keys_words_fd { en: "as --passphrase-file, from this open file descriptor", zh: "同 --passphrase-file,但从该已打开的文件描述符读取" }
    keys_release { en: "make a further release key under a root that is there: one that follows, or a second signer", zh: "在已有信任根之下再生成一个发布密钥:用于轮换,或作为第二签名者" }
    keys_sm2_root { en: "make an SM2 release key as well, its certificate under this SM2 root", zh: "同时生成 SM2 发布密钥,其证书由该 SM2 根签发" }
    keys_sm2_root_key { en: "the key of --sm2-root; its passphrase is asked for, or in --sm2-passphrase-file", zh: "--sm2-root 对应的密钥;其口令在终端询问,或取自 --sm2-passphrase-file" }
    keys_revoke { en: "write a release certificate with its revocation, for the next trust list", zh: "写出附有吊销签名的发布证书,供下一份信任列表使用" }
    revoke_key { en: "the OpenPGP key file of the certificate", zh: "该证书的 OpenPGP 密钥文件" }
    revoke_out { en: "the file to write (default: release-revoked.asc beside the key file)", zh: "写出的文件(默认为密钥文件旁的 release-revoked.asc)" }
    revoke_because { en: "why, for people who read the certificate", zh: "吊销原因,供查看证书的人阅读" }
    revoke_time { en: "when it is revoked, as seconds since 1970 or 2026-11-23T00:00:00Z (default: SOURCE_DATE_EPOCH, else now); what it signed before does not count any more either", zh: "吊销时间,自 1970 年起的秒数或 2026-11-23T00:00:00Z(默认为 SOURCE_DATE_EPOCH,否则为当前时间);此前的签名也不再有效" }
    keys_list { en: "show the certificates of a key directory", zh: "显示密钥目录中的证书" }
    keys_fingerprint { en: "print the root's fingerprint, for users to compare", zh: "输出根证书指纹,供用户核对" }
    keys_export { en: "write the certificates for gpgv, sqv and OpenSSL", zh: "导出供 gpgv、sqv 和 OpenSSL 使用的证书" }
    sidecars { en: "make checksums and detached signature of finished files again", zh: "为已完成的文件重新生成校验和与分离签名" }
    trust_list { en: "show a trust list, or make the next one or a change of root", zh: "显示信任列表,生成下一版列表或更替信任根" }
    stubs { en: "list the stubs this program carries", zh: "列出本程序携带的引导程序" }
    go { en: "pin and fetch Go distributions", zh: "固定和下载 Go 发行版" }
    go_pin { en: "write a recipe that pins a Go version, for review", zh: "写出固定某个 Go 版本的配方,供审阅" }
    go_fetch { en: "download Go into the cache and check it", zh: "将 Go 下载到缓存并校验" }
    go_build { en: "build Go for a CPU that no proxy serves with the official toolchain, and prove it", zh: "用官方工具链为没有代理提供的架构构建 Go,并加以证明" }
    go_pin_arch { en: "the CPUs to pin, separated by commas (default: all that Go runs on)", zh: "要固定的架构,用逗号分隔(默认为 Go 支持的全部架构)" }
    go_fetch_arch { en: "the CPUs to fetch, separated by commas (default: this machine's)", zh: "要下载的架构,用逗号分隔(默认为本机架构)" }
    go_build_arch { en: "the CPUs to build for, separated by commas (default: mips64el,loong64)", zh: "目标架构,用逗号分隔(默认为 mips64el,loong64)" }
    prove { en: "build even if the cache has it, and compare cmd/compile (large) or all files (full) of another CPU with the official ones", zh: "即使缓存已有也重新构建,并将另一架构的 cmd/compile(large)或全部文件(full)与官方文件比对" }
    go_spec(default) { en: "Go: a version, an official .tar.gz, a toolchain module zip or an unpacked GOROOT (default: {default})", zh: "Go 来源:版本号、官方 .tar.gz、工具链模块 zip 或已解包的 GOROOT(默认 {default})" }
    arch { en: "CPUs to build for, one file each: x86_64, arm64, mips64el, loong64, sw64, separated by commas (default: this machine's)", zh: "目标 CPU,每种生成一个文件(默认为本机架构),用逗号分隔: x86_64, arm64, mips64el, loong64, sw64" }
    module { en: "carry the Go module in this directory, as modules/NAME (default name: the last part of its module path); may be repeated", zh: "携带该目录中的 Go 模块,放在 modules/NAME(默认名称取模块路径的最后一段);可重复" }
    allow_key { en: "carry this file of a project though it looks like a secret key: a published test key; NAME/MEMBER with * and ? as in list, or sha256:HEX; may be repeated", zh: "允许携带项目中这个看似私钥的文件(已公开的测试密钥):写作 名称/成员(可用 * 和 ?,同 list)或 sha256:十六进制值;可重复" }
    exclude { en: "leave this out of every project, as one more line of its .goferryignore, which is written as .gitignore is; may be repeated", zh: "在每个项目中排除该内容,相当于其 .goferryignore 的又一行(写法同 .gitignore);可重复" }
    from_project { en: "carry the modules that the work on the Go module in this directory needs: its build, its tests, go mod tidy; its files are not changed; may be repeated", zh: "携带在该目录的 Go 模块上继续开发所需的模块(构建、测试、go mod tidy);不改动其文件;可重复" }
    modules { en: "carry this module, or those that a file names one a line, with what they need alone and together; may be repeated", zh: "携带该模块,或文件中逐行列出的模块,以及它们单独和一起使用时所需的模块;可重复" }
    modcache { en: "carry all modules of this module cache (go env GOMODCACHE) or proxy tree; may be repeated", zh: "携带该模块缓存(go env GOMODCACHE)或代理目录中的全部模块;可重复" }
    all_zips { en: "with --from-project, carry the sources of every module of the build list, as go mod download all fetches them", zh: "与 --from-project 合用:携带构建列表中每个模块的源码,与 go mod download all 所下载的相同" }
    after { en: "this finished file is on the far side already, or goferry modules list --json printed this there: go there goes on from what it knows of the checksum database; may be repeated", zh: "该成品文件已在隔离网内,或该文件为那里 goferry modules list --json 的输出:那里的 go 将从其所知的校验和数据库树头继续;可重复" }
    no_rehearsal { en: "do not try here, without a network, whether what is carried builds on the far side", zh: "不在此断网预演所携带的内容在隔离网内能否构建" }
    no_gocache { en: "leave out what Go compiles of itself for a first program: the file is smaller, the first builds on the far side take longer", zh: "不携带 Go 为首个程序预先编译的内容:文件更小,但隔离网内首次构建更慢" }
    strict { en: "refuse what the rehearsal otherwise warns of", zh: "预演中的警告也视为错误" }
    vendor { en: "run \"go mod vendor\" in a copy, for a module whose vendor tree is missing or stale; refused where the stale one has changes of its own, which --vendor=fresh gives up: it always makes one", zh: "模块的 vendor 目录缺失或过期时,在副本中运行 go mod vendor;若过期的目录有自己的改动则拒绝;--vendor=fresh 放弃这些改动,总是重新生成" }
    stub { en: "use this stub instead of the one carried", zh: "使用该引导程序代替自带的" }
    abi { en: "pack a vendor's own Go under the name of its ABI; on LoongArch abi1.0 (old world) and abi2.0 (new world) are checked against its commands", zh: "以其 ABI 名称打包厂商自己的 Go;龙架构的 abi1.0(旧世界)和 abi2.0(新世界)会与其中的命令核对" }
    sign { en: "sign with this OpenPGP key file, or cmd:PROGRAM, which is run as PROGRAM PURPOSE TIME with what is to be signed on standard input", zh: "用该 OpenPGP 密钥文件签名;或 cmd:程序,以“程序 用途 时间”运行,待签名内容由标准输入给出" }
    sign_sm2 { en: "sign with this SM2 key file (PKCS#8 PEM), or cmd:PROGRAM as above, which answers with r and s as DER or 64 raw bytes", zh: "用该 SM2 密钥文件(PKCS#8 PEM)签名;或同上的 cmd:程序,其输出为 DER 或 64 字节原始格式的 r 与 s" }
    sm2_chain { en: "the SM2 signer's certificates as PEM, its own first, without the root (default: release-sm2.pem beside the key file)", zh: "SM2 签名者的 PEM 证书,自己的在前,不含根证书(默认为密钥文件旁的 release-sm2.pem)" }
    sm2_passphrase_file { en: "the SM2 key's passphrase is the first line of this file (default: as for the OpenPGP key)", zh: "SM2 密钥的口令为该文件的第一行(默认与 OpenPGP 密钥相同)" }
    sm2_passphrase_fd { en: "the SM2 key's passphrase is the first line of this open file descriptor", zh: "SM2 密钥的口令为该已打开的文件描述符的第一行" }
    roots { en: "the directory with root.asc and trust-list (default: the key file's)", zh: "含有 root.asc 和 trust-list 的目录(默认为密钥文件所在目录)" }
    require { en: "kinds of signature the file requires though nobody here makes them: openpgp, sm2; others add them with goferry-pack sign", zh: "文件要求、但此处没有签名者的签名种类:openpgp、sm2;由他人用 goferry-pack sign 补签" }
    passphrase_file { en: "the passphrase is the first line of this file (default: ask on the terminal)", zh: "口令为该文件的第一行(默认在终端询问)" }
    passphrase_fd { en: "the passphrase is the first line of this open file descriptor", zh: "口令为该已打开的文件描述符的第一行" }
    no_passphrase { en: "leave the keys unprotected", zh: "不用口令保护密钥" }
    line { en: "the series in which counters compare (default: go1.27 or go1.27-FLAVOUR)", zh: "计数器所属的系列(默认 go1.27 或 go1.27-FLAVOUR)" }
    counter { en: "rises with every release of a line (default: the minute of the signing time)", zh: "同一系列中随每次发布递增(默认为签名时间的分钟数)" }
    signing_time { en: "when it is signed, as seconds since 1970 or 2026-11-23T00:00:00Z (default: SOURCE_DATE_EPOCH, else now)", zh: "签名时间,自 1970 年起的秒数或 2026-11-23T00:00:00Z(默认为 SOURCE_DATE_EPOCH,否则为当前时间)" }
    flavour { en: "distinguishes files of one Go version; part of the file name and the line", zh: "区分同一 Go 版本的不同文件;会写入文件名和系列名" }
    level { en: "zstd's level, 1 to 22 (default: 19; 3 or 12 for trials)", zh: "zstd 压缩级别,1 至 22(默认 19;试用可取 3 或 12)" }
    go_mirror { en: "download official archives from this address instead of modules from GOPROXY", zh: "从该地址下载官方压缩包,而不是从 GOPROXY 下载模块" }
    go_sha256 { en: "accept this SHA-256 (or h1: digest) instead of a recipe's", zh: "以该 SHA-256(或 h1: 摘要)代替配方中的摘要" }
    offline { en: "open no connection: only the cache and file:// addresses", zh: "不建立任何连接:只用缓存和 file:// 地址" }
    check { en: "build twice and compare the bytes", zh: "构建两次并逐字节比较" }
    output { en: "a directory, which also gets install.sh, or the name of the one file (default: here, as go1.27.3-linux-ARCH.run)", zh: "目录(其中还会写出 install.sh),或单个文件的名称(默认为当前目录下的 go1.27.3-linux-ARCH.run)" }
    name { en: "who the keys belong to, for example \"Example Ltd. <go@example.com>\"", zh: "密钥归属,例如 \"某某公司 <go@example.com>\"" }
    keys_out { en: "the directory to write to; made if it does not exist", zh: "写入的目录,不存在则创建" }
    keys_directory { en: "the directory that keys init made (default: here)", zh: "keys init 生成的目录(默认为当前目录)" }
    time { en: "when the keys are made, as seconds since 1970 or 2026-11-23T00:00:00Z (default: SOURCE_DATE_EPOCH, else now)", zh: "密钥生成时间,自 1970 年起的秒数或 2026-11-23T00:00:00Z(默认为 SOURCE_DATE_EPOCH,否则为当前时间)" }
    trust_list_file { en: "a trust list, a change of root, or a finished file that carries a list", zh: "信任列表文件、信任根更替记录,或携带信任列表的成品文件" }
    go_version { en: "a Go version such as 1.27.3", zh: "Go 版本号,如 1.27.3" }
    recipes { en: "the directory of recipes to write to (default: payloads/recipes)", zh: "写入配方的目录(默认 payloads/recipes)" }
    files { en: "finished files", zh: "成品文件" }
    acceptance { en: "carry the Go module in this directory as --module does, and have its tests passed on the far side before the release becomes current; may be repeated", zh: "与 --module 一样携带该目录中的 Go 模块,并要求新版本在目标机启用前通过其测试;可重复" }
    file { en: "the file", zh: "文件" }
}

/// The options of `goferry-pack sign`.
pub mod signing {
    use super::super::catalogue;

    catalogue! {
        sign { en: "add or replace signatures of a finished file, made here or elsewhere", zh: "为成品文件添加或替换签名,可在此处或别处签名" }
        detached_manifest { en: "write what is to be signed to this file, for a signer elsewhere: OpenPGP, or with --sm2-chain SM2", zh: "将待签名内容写入该文件,供别处签名:默认为 OpenPGP,给出 --sm2-chain 时为 SM2" }
        attach { en: "add the signature that was made elsewhere: OpenPGP, or with --sm2-chain SM2", zh: "加入在别处作出的签名:默认为 OpenPGP,给出 --sm2-chain 时为 SM2" }
        sm2_chain { en: "the certificates of the SM2 signer, its own first, the root left out (default: release-sm2.pem beside a key file)", zh: "SM2 签名者的证书,自己的在前,不含根证书(默认为密钥文件旁的 release-sm2.pem)" }
        signing_time { en: "when it is signed with OpenPGP, not before the file was sealed (default: SOURCE_DATE_EPOCH, else now)", zh: "OpenPGP 签名的时间,不得早于文件封装时间(默认为 SOURCE_DATE_EPOCH,否则为当前时间)" }
        roots { en: "a directory with root.asc and trust-list: this list decides whose new signatures count (default: the file's own)", zh: "含有 root.asc 和 trust-list 的目录,由该列表决定新签名是否有效(默认为文件自带的列表)" }
    }
}

/// The options of `goferry-pack cosign`.
pub mod cosigning {
    use super::super::catalogue;

    catalogue! {
        cosign { en: "admit a release: write a statement signed with the organisation's own key beside its file, which never changes", zh: "准入发布:在文件旁写出用本单位密钥签名的声明,文件本身不变" }
        note { en: "what people should know, for example who examined it", zh: "供人阅读的说明,例如由谁审查" }
        add { en: "add a signature to the statement that is there", zh: "在已有的声明上再加一个签名" }
        admitter { en: "the certificate of an admitter: OpenPGP, or the SM2 root above it; a key file brings its own (an SM2 root lies beside it as sm2-root.pem); may be repeated", zh: "准入签名者的证书:OpenPGP 证书,或其上的 SM2 根证书;密钥文件自带证书(SM2 根证书为其旁的 sm2-root.pem);可重复" }
        signing_time { en: "when it is admitted and signed (default: SOURCE_DATE_EPOCH, else now)", zh: "准入并签名的时间(默认为 SOURCE_DATE_EPOCH,否则为当前时间)" }
        out { en: "where the statement goes (default: the file's name with .admission)", zh: "声明的写入位置(默认为文件名加 .admission)" }
        show { en: "show what an admission statement says, and with a file whether it holds", zh: "显示准入声明的内容;给出文件时还检查其是否成立" }
        statement { en: "an admission statement", zh: "准入声明" }
        of { en: "the file whose release it has to admit", zh: "声明应准入的发布文件" }
    }
}

/// The options of `goferry-pack trust-list`.
pub mod trust_lists {
    use super::super::catalogue;

    catalogue! {
        show { en: "show what a trust list or a change of root says", zh: "显示信任列表或信任根更替记录的内容" }
        next { en: "make the next trust list: the newest one, with the changes given here", zh: "生成下一版信任列表:在最新列表上作出此处给出的更改" }
        change_root { en: "make the statement that another root follows, which both roots sign", zh: "生成由新旧信任根共同签名的更替记录" }
        sign { en: "add a root's signature to a draft", zh: "为草稿添加信任根的签名" }
        attach { en: "add a signature that was made elsewhere to a draft, or finish one that all have signed", zh: "将在别处作出的签名加入草稿,或完成已全部签名的草稿" }
        directory { en: "the directory with root.asc, trust-list and the changes of root (default: here)", zh: "含有 root.asc、trust-list 及信任根更替记录的目录(默认为当前目录)" }
        release { en: "name this release certificate, or its newer form; may be repeated", zh: "加入该发布证书或其新版本;可重复" }
        remove { en: "name this release certificate no more, its earlier releases included; may be repeated", zh: "移除该发布证书,其以往的发布也不再有效;可重复" }
        sm2_root { en: "the SM2 root under which releases are signed (PEM or DER)", zh: "发布所用的 SM2 根证书(PEM 或 DER)" }
        no_sm2_root { en: "name no SM2 root any more", zh: "不再认可任何 SM2 根证书" }
        retire { en: "let this certificate count only up to these counters, in no other line; may be repeated", zh: "停用该证书:仅在所列系列中、不超过所列计数时有效;可重复" }
        compromise { en: "this certificate's key was stolen: of its releases only these still count, by the SHA-256 of their manifests or by file; may be repeated", zh: "该证书的密钥已泄露:其发布中仅这些仍然有效(以清单的 SHA-256 或文件指定);可重复" }
        floor { en: "accept no lower counter in this line (0: any); may be repeated", zh: "该系列中不接受更低的计数(0 表示不限);可重复" }
        epoch { en: "let the counter of this line start again; rises each time; may be repeated", zh: "让该系列的计数重新开始,纪元逐次递增;可重复" }
        require { en: "every kind of signature that releases must have: openpgp, sm2", zh: "发布必须具备的全部签名种类:openpgp、sm2" }
        root_key { en: "the root's OpenPGP key file, or cmd:PROGRAM, which is run as PROGRAM PURPOSE TIME with what is to be signed on standard input", zh: "信任根的 OpenPGP 密钥文件;或 cmd:程序,以“程序 用途 时间”运行,待签名内容由标准输入给出" }
        new_root_key { en: "the key of the root that follows, likewise", zh: "接替的信任根的密钥,格式同上" }
        to { en: "the certificate of the root that follows", zh: "接替的信任根的证书" }
        to_sign { en: "write what is to be signed to this file, for a root on a machine of its own", zh: "将待签名内容写入该文件,供另一台机器上的信任根签名" }
        time { en: "when it is issued and signed, as seconds since 1970 or 2026-11-23T00:00:00Z (default: SOURCE_DATE_EPOCH, else now)", zh: "签发时间,自 1970 年起的秒数或 2026-11-23T00:00:00Z(默认为 SOURCE_DATE_EPOCH,否则为当前时间)" }
        output { en: "write the list to this file (default: in the place of the newest one)", zh: "将列表写入该文件(默认取代最新列表)" }
        draft { en: "a statement that lacks signatures; its name ends in .unsigned", zh: "尚缺签名的草稿,名称以 .unsigned 结尾" }
        signature { en: "an OpenPGP signature, binary or armoured", zh: "OpenPGP 签名,二进制或 ASCII 格式" }
    }
}
