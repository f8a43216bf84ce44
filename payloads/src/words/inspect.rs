//! What is shown of a container: who signed it, what is in it, whether it is whole.

use super::catalogue;

catalogue! {
    FILE { en: "file", zh: "文件" }
    FILE_AND_LENGTH { en: "{file}, {length} bytes", zh: "{file},{length} 字节" }
    SIGNED_BY { en: "signed by", zh: "签名者" }
    FINGERPRINT { en: "certificate", zh: "证书指纹" }
    SIGNED_AT { en: "signed at", zh: "签名时间" }
    ROOT { en: "trust root", zh: "信任根" }
    TRUST { en: "trust", zh: "信任方式" }
    TOFU { en: "on first use: the file itself brought this root", zh: "首次使用即信任:该信任根由文件自带" }
    REMEMBERED { en: "accepted on first use, never confirmed: goferry trust confirm {root}", zh: "首次使用时接受,从未确认:goferry trust confirm {root}" }
    PINNED { en: "pinned: the root was given out of band", zh: "已固定:信任根来自其他可靠途径" }
    RELEASE { en: "release", zh: "版本标识" }
    RELEASE_SM3 { en: "release, SM3", zh: "版本标识 SM3" }
    LINE { en: "line, counter", zh: "系列与计数" }
    LINE_AND_COUNTER { en: "{line}, {counter}", zh: "{line},{counter}" }
    REQUIRED { en: "required", zh: "要求的签名" }
    MINIMUM_PROGRAM { en: "needs goferry", zh: "所需 goferry" }
    OR_LATER { en: "{version} or later", zh: "{version} 或更新" }
    GO { en: "Go", zh: "Go 版本" }
    GO_FOR { en: "{version} for {cpus}", zh: "{version},适用于 {cpus}" }
    NO_GO { en: "none carried", zh: "未携带" }
    ABI { en: "vendor's ABI", zh: "厂商 ABI" }
    FLAVOUR { en: "flavour", zh: "变体" }
    BUILT_AT { en: "built at", zh: "构建时间" }
    STUB { en: "program", zh: "自带程序" }
    STUB_OF { en: "goferry {version} for {cpu}, {length} bytes", zh: "goferry {version}({cpu}),{length} 字节" }
    REGIONS { en: "regions, bytes", zh: "区域(字节)" }
    COMPONENT { en: "component", zh: "组成部分" }
    COMPONENT_OF { en: "{name}: {members} members, {size}", zh: "{name}:{members} 个成员,{size}" }
    FRAME { en: "frame {number}", zh: "第 {number} 帧" }
    FRAME_OF { en: "{component} ({platform}): {stored}, {expanded} expanded, window {window}", zh: "{component}({platform}):{stored},解压后 {expanded},窗口 {window}" }
    SHA256 { en: "file SHA-256", zh: "文件 SHA-256" }
    SM3 { en: "file SM3", zh: "文件 SM3" }
    STOCK { en: "by hand", zh: "手工解包" }
    ANNOTATION { en: "note: {key}", zh: "备注:{key}" }

    UNDAMAGED { en: "{file} is undamaged, signed by {signer}", zh: "{file} 完好无损,由 {signer} 签名" }
    CERTIFICATE_LINE { en: "  certificate  {certificate}\n  root         {root}", zh: "  证书    {certificate}\n  信任根  {root}" }
    TOFU_WARNING { en: "this root came with the file itself; compare it with the fingerprint\n  that its publisher gave you another way:\n  {root}", zh: "该信任根由文件自带;请与发布者通过其他途径给出的指纹核对:\n  {root}" }
    REMEMBERED_WARNING { en: "this root was accepted on first use and never confirmed; compare it with the fingerprint\n  that its publisher gave you another way, then: goferry trust confirm {root}", zh: "该信任根在首次使用时接受,从未确认;请与发布者通过其他途径给出的指纹核对,\n  然后执行:goferry trust confirm {root}" }
    EXTRACTING { en: "unpacking {file} into {directory}", zh: "将 {file} 解出到 {directory}" }
    UNPACKING { en: "unpacking into {directory}", zh: "解出到 {directory}" }

    NOTHING_FOR { en: "{file} holds nothing for {cpu}; it is for {cpus}", zh: "{file} 中没有适用于 {cpu} 的内容;它面向 {cpus}" }
    NOTHING_MATCHES { en: "no member of the file matches {globs}", zh: "文件中没有与 {globs} 匹配的成员" }
    NOTHING_MATCHES_HELP { en: "the verb list shows all members; quote patterns, so that the shell leaves them alone", zh: "用 list 命令可查看全部成员;请给通配符加引号,以免被 shell 展开" }
    IN_THE_WAY { en: "{path} exists already; nothing is overwritten", zh: "{path} 已存在;不会覆盖任何文件" }
    IN_THE_WAY_HELP { en: "choose another directory with -C DIR", zh: "请用 -C 目录 指定其他目录" }
    CREATING { en: "creating the directory {path}", zh: "创建目录 {path}" }
    MOVING { en: "moving {path} into place", zh: "将 {path} 移动到位" }
    EXTRACTED { en: "unpacked {files} files, {size}, into {directory}", zh: "已解出 {files} 个文件,共 {size},到 {directory}" }
}
