//! Where Go comes from: recipes, proxies, mirrors, archives, the checksum database.

use super::catalogue;

catalogue! {
    TAKING { en: "taking Go from {spec}", zh: "从 {spec} 获取 Go" }
    FETCHING { en: "fetching {url}", zh: "下载 {url}" }
    READING { en: "reading {path}", zh: "读取 {path}" }
    UNPACKING { en: "unpacking {file}", zh: "解包 {file}" }
    CHECKING_RECORD { en: "checking {module}@{version} against the checksum database {name}", zh: "用校验和数据库 {name} 核对 {module}@{version}" }
    PINNING { en: "pinning Go {version}", zh: "固定 Go {version} 的摘要" }

    NO_SUCH_INPUT { en: "{path} does not exist", zh: "{path} 不存在" }
    NO_SUCH_INPUT_HELP { en: "name a Go version such as 1.27.3, an archive, a toolchain module zip or a GOROOT", zh: "请给出 Go 版本(如 1.27.3)、官方压缩包、工具链模块 zip 或 GOROOT 目录" }
    NOT_A_DISTRIBUTION { en: "{file} is neither a .tar.gz archive nor a module zip", zh: "{file} 既不是 .tar.gz 压缩包,也不是模块 zip" }
    RECIPE_MALFORMED { en: "the recipe {file} is malformed", zh: "配方文件 {file} 格式有误" }
    NO_RECIPE { en: "no recipe pins Go {version} for {cpu}", zh: "没有配方固定 {cpu} 架构的 Go {version}" }
    NO_RECIPE_HELP { en: "add one for review with: goferry-pack go pin {version}", zh: "用 goferry-pack go pin {version} 添加配方并提交审查" }
    ONLY_ARCHIVE { en: "Go {version} for {cpu} is pinned as an official archive, which no module proxy serves", zh: "{cpu} 架构的 Go {version} 是按官方压缩包固定的,模块代理不提供它" }
    ONLY_ARCHIVE_HELP { en: "name the archive with --go FILE, or where to download it with --go-mirror URL", zh: "请用 --go 文件 指定压缩包,或用 --go-mirror 网址 指定下载地址" }
    ONLY_MODULE { en: "Go {version} for {cpu} is pinned as a module, which {mirror} does not serve", zh: "{cpu} 架构的 Go {version} 是按模块固定的,{mirror} 不提供它" }
    ONLY_MODULE_HELP { en: "leave --go-mirror out, or pin the archive with: goferry-pack go pin {version} --go-mirror URL", zh: "请去掉 --go-mirror,或用 goferry-pack go pin {version} --go-mirror 网址 固定该压缩包" }
    BAD_DIGEST_OPTION { en: "{value} is neither 64 hexadecimal digits nor an h1: digest", zh: "{value} 既不是 64 位十六进制数,也不是 h1: 摘要" }
    H1_NEEDS_MODULE { en: "an h1: digest can only be checked for a module zip, and {file} is none", zh: "h1: 摘要只能用于模块 zip,而 {file} 不是" }

    UNKNOWN_DIGEST { en: "no recipe knows {file} (SHA-256 {found})", zh: "没有配方记录 {file}(SHA-256 为 {found})" }
    UNKNOWN_DIGEST_HELP { en: "if you know the right digest from elsewhere, give it with --go-sha256 HEX", zh: "若已从其他可信途径得知正确的摘要,请用 --go-sha256 十六进制值 给出" }
    SHA256_DIFFERS { en: "SHA-256 of {file} is {found}, expected {expected}; nothing was taken from it", zh: "{file} 的 SHA-256 为 {found},应为 {expected};未采用其中任何内容" }
    H1_DIFFERS { en: "the h1 digest of {file} is {found}, expected {expected}; nothing was taken from it", zh: "{file} 的 h1 摘要为 {found},应为 {expected};未采用其中任何内容" }
    DIFFERS_HELP { en: "fetch it again, or from another place; somebody on the way may have changed it", zh: "请重新下载或换一个来源;文件可能在途中被改动" }
    TRUNCATED { en: "{file} is incomplete: {have} of {want} bytes", zh: "{file} 不完整:应有 {want} 字节,实际 {have} 字节" }
    ENDS_EARLY { en: "{file} is incomplete or damaged: its contents end early", zh: "{file} 不完整或已损坏:内容提前结束" }
    ZIP_DAMAGED { en: "{file} is incomplete or damaged: it cannot be read as a zip", zh: "{file} 不完整或已损坏:无法按 zip 读取" }
    FETCH_AGAIN { en: "copy or fetch it again", zh: "请重新复制或下载" }
    REPACKED_HELP { en: "it was only packed anew: its contents are the pinned ones; to accept that, add --go-sha256 {h1}", zh: "它只是被重新打包,内容与配方一致;若要接受,请加上 --go-sha256 {h1}" }
    LOCAL_TREE { en: "{path} is a local tree, not pinned by any recipe; the file will say so", zh: "{path} 是本地目录,没有配方固定其内容;生成的文件会如实注明" }

    BAD_MEMBER { en: "{file} contains {member}, which is no plain file, directory or link inside it", zh: "{file} 含有 {member},它不是普通文件、目录或指向包内的链接" }
    FOREIGN_MEMBER { en: "{file} contains {member}, which does not begin with {prefix}", zh: "{file} 含有 {member},其路径不以 {prefix} 开头" }
    TOO_LARGE { en: "{file} unpacks to more than {limit} bytes", zh: "{file} 解包后超过 {limit} 字节" }
    NO_VERSION { en: "{file} is not a Go distribution: it has no VERSION file that names one", zh: "{file} 不是 Go 发行版:没有写明版本的 VERSION 文件" }
    WRONG_VERSION { en: "{file} contains Go {found}, not Go {expected}", zh: "{file} 中是 Go {found},而不是 Go {expected}" }
    NO_GO_COMMAND { en: "{file} is not a Go distribution: bin/go is missing or not an ELF file", zh: "{file} 不是 Go 发行版:缺少 bin/go 或它不是 ELF 文件" }
    WRONG_CPU { en: "{member} in {file} is for {found}, not for {expected}", zh: "{file} 中的 {member} 面向 {found},而不是 {expected}" }
    MACHINE_NAME { en: "{name}", zh: "{name}" }
    READING_HEADER { en: "reading the header of a command", zh: "读取命令文件的头部" }
    OTHER_MACHINE { en: "ELF machine {machine}", zh: "ELF 机器类型 {machine}" }
    MACHINE_OF_32_BITS { en: "32-bit ELF machine {machine}", zh: "32 位 ELF 机器类型 {machine}" }
    BIG_ENDIAN_MACHINE { en: "big-endian ELF machine {machine}", zh: "大端 ELF 机器类型 {machine}" }

    WORLD_OLD { en: "the old world of LoongArch (abi1.0)", zh: "龙架构旧世界(abi1.0)" }
    WORLD_NEW { en: "the new world of LoongArch (abi2.0)", zh: "龙架构新世界(abi2.0)" }
    WORLDS { en: "{member} in {file} is made for {found}, others in it for {expected}", zh: "{file} 中的 {member} 面向{found},而其余文件面向{expected}" }
    OLD_WORLD { en: "{file} is made for the old world of LoongArch (ABI1.0), which official Go does not run on", zh: "{file} 面向龙架构旧世界(ABI1.0),官方 Go 不能在其上运行" }
    OLD_WORLD_HELP { en: "if it is for hosts with kernel 4.19 or 5.4 such as Kylin V10 and UOS V20, say so: --abi abi1.0", zh: "若用于内核 4.19 或 5.4 的主机(如麒麟 V10、统信 UOS V20),请注明:--abi abi1.0" }
    ABI_CONTRADICTED { en: "the commands in {file} are made for {found}, not for {abi}", zh: "{file} 中的命令面向{found},而不是 {abi}" }
    ABI_OF_LOONGARCH { en: "{abi} is an ABI of LoongArch, and {file} is for {cpu}", zh: "{abi} 是龙架构的 ABI,而 {file} 面向 {cpu}" }
    NO_OFFICIAL_GO { en: "there is no official Go for {cpu}: this one is a vendor's", zh: "官方没有发布 {cpu} 架构的 Go:这一份来自厂商" }
    VENDOR_VERSION { en: "{file} is Go {version}, which is no official version", zh: "{file} 是 Go {version},不是官方版本" }
    NAME_ABI_HELP { en: "pack a vendor's own Go under the name of its ABI: --abi NAME", zh: "打包厂商自己的 Go 时请给出其 ABI 名称:--abi 名称" }

    OFFLINE { en: "{url} is needed, and this run is offline", zh: "需要 {url},但本次运行处于离线模式" }
    PROXY_OFF { en: "GOPROXY forbids fetching (off)", zh: "GOPROXY 设置为 off,禁止下载" }
    PROXY_EMPTY { en: "GOPROXY names no proxy: {list}", zh: "GOPROXY 没有给出代理:{list}" }
    BAD_URL { en: "{url} is not an http, https or file address", zh: "{url} 不是 http、https 或 file 地址" }
    NOT_FOUND { en: "{url} does not exist (status {status})", zh: "{url} 不存在(状态码 {status})" }
    STATUS { en: "{url} answered with status {status}", zh: "{url} 返回状态码 {status}" }
    UNREACHABLE { en: "{url} cannot be reached", zh: "无法访问 {url}" }
    BROKEN_OFF { en: "the transfer of {url} broke off", zh: "{url} 的传输中断" }
    TOO_LONG { en: "{url} is longer than {limit} bytes", zh: "{url} 超过 {limit} 字节" }
    TRYING_NEXT { en: "{url} does not help, trying the next one", zh: "{url} 不可用,尝试下一个" }

    DATABASE_MALFORMED_SETTING { en: "GOSUMDB is malformed or names an unknown database: {value}", zh: "GOSUMDB 格式有误或指向未知的数据库:{value}" }
    DATABASE_UNREACHABLE { en: "the checksum database {name} cannot be reached; the pinned digest was checked", zh: "无法访问校验和数据库 {name};已按固定的摘要核对" }
    DATABASE_MALFORMED { en: "what the checksum database {name} answered is malformed", zh: "校验和数据库 {name} 的应答格式有误" }
    DATABASE_SIGNER { en: "the tree head of {name} is not signed by its published key", zh: "{name} 的树头不是由其公布的密钥签名的" }
    DATABASE_SIGNATURE { en: "the signature of the tree head of {name} does not hold", zh: "{name} 的树头签名无效" }
    DATABASE_PROOF { en: "the record is not in the tree that {name} signed", zh: "该记录不在 {name} 所签名的树中" }
    DATABASE_LACKS { en: "the record of {name} does not name {module} {version}", zh: "{name} 的记录中没有 {module} {version}" }
    DATABASE_DISAGREES { en: "the checksum database {name} says {database}, the module is {found}", zh: "校验和数据库 {name} 记录为 {database},而模块为 {found}" }
    DATABASE_HELP { en: "do not use this distribution; ask the one who runs the proxy", zh: "请勿使用该发行版,并联系代理的维护者" }

    CACHE_NOWHERE { en: "there is no place for downloads: HOME is not set", zh: "没有存放下载内容的位置:未设置 HOME" }
    CACHE_NOWHERE_HELP { en: "set GOFERRY_CACHE to a directory", zh: "请将 GOFERRY_CACHE 设为一个目录" }
    CACHING { en: "keeping a download in {path}", zh: "将下载内容保存到 {path}" }
    CACHE_DAMAGED { en: "the cached {path} is damaged; it is fetched again", zh: "缓存文件 {path} 已损坏,将重新下载" }
    TAKEN_FROM_CACHE { en: "{file} is in the cache", zh: "{file} 已在缓存中" }

    TREE_KIND { en: "{path} is neither a file, a directory nor a symbolic link", zh: "{path} 不是文件、目录或符号链接" }
    TREE_LINK { en: "the symbolic link {path} leads out of the tree, to {target}", zh: "符号链接 {path} 指向目录树之外:{target}" }
    TREE_NAME { en: "the name of {path} is not UTF-8", zh: "{path} 的文件名不是 UTF-8 编码" }
    TREE_TWICE { en: "{path} is there twice", zh: "{path} 重复出现" }
    TREE_LINK_HELP { en: "copy what it leads to into the tree", zh: "请将其指向的内容复制到目录树内" }

    PIN_NEEDS_RECORD { en: "a module is only pinned when the checksum database vouches for it, and GOSUMDB turns it off", zh: "只有校验和数据库能证明时才会固定模块,而 GOSUMDB 将其关闭了" }
    PIN_NEEDS_RECORD_HELP { en: "unset GOSUMDB and GONOSUMDB for this command", zh: "请在执行本命令时取消 GOSUMDB 和 GONOSUMDB 设置" }
    NOT_PINNED { en: "Go {version} for {cpu} cannot be had in this form; it is left out", zh: "无法以这种形式取得 {cpu} 架构的 Go {version},已略过" }
    PIN_UNREACHABLE { en: "the checksum database cannot be reached, and a module is not pinned without its record", zh: "无法访问校验和数据库;没有其记录就不会固定模块" }
    PIN_PUBLISHED { en: "the published SHA-256 of {file} is {expected}, the download's is {found}", zh: "{file} 公布的 SHA-256 为 {expected},下载内容为 {found}" }
    PINNED { en: "pinned Go {version} for {cpus} in {file}; review it, then build goferry-pack again", zh: "已将 Go {version}({cpus})固定到 {file};请审查后重新构建 goferry-pack" }
}
