//! Where the Go in a file came from, and what of it is proved.

use super::catalogue;

catalogue! {
    ARCHIVE { en: "the official archive, pinned by a recipe", zh: "官方压缩包,由配方固定" }
    MODULE { en: "the official toolchain module", zh: "官方工具链模块" }
    TREE { en: "a local tree with exactly the files of the official toolchain module", zh: "与官方工具链模块文件完全一致的本地目录" }
    CROSS_BUILT { en: "built by the official Go of another CPU", zh: "由另一架构的官方 Go 交叉构建" }
    VENDOR { en: "a vendor's own Go", zh: "厂商自己的 Go" }
    UNOFFICIAL { en: "unofficial: nobody but its packer vouches for it", zh: "非官方:仅有打包者为其担保" }

    GO { en: "Go", zh: "Go 版本" }
    GO_FOR { en: "{version} for {cpu}", zh: "{version},适用于 {cpu}" }
    CAME { en: "which is", zh: "来源方式" }
    TAKEN { en: "taken from", zh: "取自" }
    TAKEN_SHA256 { en: "its SHA-256", zh: "其 SHA-256" }
    PINNED { en: "digest fixed by", zh: "摘要由谁固定" }
    PINNED_RECIPE { en: "a reviewed recipe", zh: "经审阅的配方" }
    PINNED_GIVEN { en: "whoever packed it (--go-sha256)", zh: "打包者(--go-sha256)" }
    PINNED_NO { en: "nobody", zh: "无" }
    OFFICIAL_ARCHIVE { en: "official archive", zh: "官方压缩包" }
    OFFICIAL_SHA256 { en: "SHA-256 of it", zh: "该包的 SHA-256" }
    DIGEST { en: "h1 of its files", zh: "文件的 h1 摘要" }
    BUILT_BY { en: "built by", zh: "构建工具链" }
    BUILT_WITH { en: "command", zh: "构建命令" }
    RECORD { en: "record", zh: "记录" }
    RECORD_NUMBER { en: "number {number} of Go's checksum database", zh: "Go 校验和数据库第 {number} 条" }
    NO_RECORD_SHORT { en: "none of Go's checksum database", zh: "没有 Go 校验和数据库的记录" }
    TREE_HEAD { en: "signed tree head", zh: "签名的树头" }
    PROOF { en: "inclusion proof", zh: "包含证明" }
    STATED_ONLY { en: "these are the packer's statements; verify --upstream proves what of them can be proved", zh: "以上为打包者的声明;可用 verify --upstream 证明其中可证明的部分" }

    READING { en: "reading {member} in {file}", zh: "读取 {file} 中的 {member}" }
    CHECKING { en: "comparing the Go in {file} with Go's checksum database", zh: "将 {file} 中的 Go 与 Go 校验和数据库比对" }
    NO_GO { en: "the file carries no Go", zh: "文件中没有携带 Go" }
    ABSENT { en: "the file has no {member}: nothing in it says where its Go came from", zh: "文件中没有 {member}:未说明其中的 Go 从何而来" }
    TOO_LONG { en: "{member} is longer than {limit} bytes", zh: "{member} 超过 {limit} 字节" }
    MALFORMED { en: "{member} is malformed", zh: "{member} 格式有误" }
    NEWER { en: "{member} has shape {found}, this program reads {known}", zh: "{member} 的格式版本为 {found},本程序可读取 {known}" }
    OTHER_GO { en: "{member} is about Go {stated} for {stated_cpu}, the file carries Go {version} for {cpu}", zh: "{member} 描述的是 {stated_cpu} 架构的 Go {stated},而文件携带的是 {cpu} 架构的 Go {version}" }
    STATED_DIFFERS { en: "{member} gives {stated} for the Go in this file, which is {found}", zh: "{member} 给出的 Go 摘要为 {stated},而文件中的实际为 {found}" }
    NO_RECORD { en: "the file carries no record of Go's checksum database about its Go, which is {way}", zh: "文件没有携带 Go 校验和数据库对其中 Go 的记录;该 Go 的来源:{way}" }
    NO_RECORD_HELP { en: "its signer alone vouches for this Go; info --provenance shows what he states", zh: "此 Go 仅由签名者担保;可用 info --provenance 查看其声明" }
    HEAD_MALFORMED { en: "the tree head in {member} is malformed", zh: "{member} 中的树头格式有误" }
    OTHER_RECORD { en: "the record is about {found}, not about {expected}", zh: "该记录针对 {found},而不是 {expected}" }
    OTHER_CONTENTS { en: "the Go in this file is not the published one: its files give {found}, {name} has {expected} on record", zh: "文件中的 Go 不是官方发布的版本:其文件摘要为 {found},而 {name} 的记录为 {expected}" }
    OTHER_CONTENTS_HELP { en: "its signer, or somebody with his key, changed it; ask him before you install it", zh: "签名者或持有其密钥的人改动了它;安装前请向签名者核实" }
    FOREIGN { en: "goroot/{path} is in no published Go", zh: "goroot/{path} 不属于任何官方发布的 Go" }

    PROVED { en: "its Go {version} for {cpu} is the published one, every file of it: record {number} of {size} of {name}\n  module  {module}\n  digest  {h1}", zh: "其中的 Go {version}({cpu})每个文件均与官方发布一致:{name} 第 {number} 条记录,共 {size} 条\n  模块  {module}\n  摘要  {h1}" }
    BESIDE { en: "  {count} more files in its api, doc, misc and test are the packer's word alone: no module holds them", zh: "  其 api、doc、misc、test 目录中另有 {count} 个文件,模块中没有,仅由打包者担保" }
}
