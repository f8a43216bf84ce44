//! What is shown of a container: who signed it, what is in it, whether it is whole. What the verbs and options
//! of both programs are for, as `--help`, completions and manual show it.

use super::catalogue;

catalogue! {
    file { en: "file", zh: "文件" }
    file_and_length(file, length) { en: "{file}, {length} bytes", zh: "{file},{length} 字节" }
    fingerprint { en: "certificate", zh: "证书指纹" }
    signed_at { en: "signed at", zh: "签名时间" }
    root { en: "trust root", zh: "信任根" }
    trust { en: "trust", zh: "信任方式" }
    tofu { en: "on first use: the file itself brought this root", zh: "首次使用即信任:该信任根由文件自带" }
    remembered(root) { en: "accepted on first use, never confirmed: goferry trust confirm {root}", zh: "首次使用时接受,从未确认:goferry trust confirm {root}" }
    pinned { en: "pinned: the root was given out of band", zh: "已固定:信任根来自其他可靠途径" }
    release { en: "release", zh: "版本标识" }
    release_sm3 { en: "release, SM3", zh: "版本标识 SM3" }
    line { en: "line, counter", zh: "系列与计数" }
    line_and_counter(line, counter) { en: "{line}, {counter}", zh: "{line},{counter}" }
    required { en: "required", zh: "要求的签名" }
    minimum_program { en: "needs goferry", zh: "所需 goferry" }
    or_later(version) { en: "{version} or later", zh: "{version} 或更新" }
    go_for(version, cpus) { en: "{version} for {cpus}", zh: "{version},适用于 {cpus}" }
    no_go { en: "none carried", zh: "未携带" }
    abi { en: "vendor's ABI", zh: "厂商 ABI" }
    flavour { en: "flavour", zh: "变体" }
    built_at { en: "built at", zh: "构建时间" }
    stub { en: "program", zh: "自带程序" }
    stub_of(version, cpu, length) { en: "goferry {version} for {cpu}, {length} bytes", zh: "goferry {version}({cpu}),{length} 字节" }
    regions { en: "regions, bytes", zh: "区域(字节)" }
    component_of(name, members, size) { en: "{name}: {members} members, {size}", zh: "{name}:{members} 个成员,{size}" }
    frame(number) { en: "frame {number}", zh: "第 {number} 帧" }
    frame_of(component, platform, stored, expanded, window) { en: "{component} ({platform}): {stored}, {expanded} expanded, window {window}", zh: "{component}({platform}):{stored},解压后 {expanded},窗口 {window}" }
    stock { en: "by hand", zh: "手工解包" }
    annotation(key) { en: "note: {key}", zh: "备注:{key}" }
    undamaged(file, signer) { en: "{file} is undamaged, signed by {signer}", zh: "{file} 完好无损,由 {signer} 签名" }
    certificate_line(certificate, root) { en: "  certificate  {certificate}\n  root         {root}", zh: "  证书    {certificate}\n  信任根  {root}" }
    tofu_warning(root) { en: "this root came with the file itself; compare it with the fingerprint\n  that its publisher gave you another way:\n  {root}", zh: "该信任根由文件自带;请与发布者通过其他途径给出的指纹核对:\n  {root}" }
    remembered_warning(root) { en: "this root was accepted on first use and never confirmed; compare it with the fingerprint\n  that its publisher gave you another way, then: goferry trust confirm {root}", zh: "该信任根在首次使用时接受,从未确认;请与发布者通过其他途径给出的指纹核对,\n  然后执行:goferry trust confirm {root}" }
    extracting(file, directory) { en: "unpacking {file} into {directory}", zh: "将 {file} 解出到 {directory}" }
    unpacking(directory) { en: "unpacking into {directory}", zh: "解出到 {directory}" }
    nothing_for(file, cpu, cpus) { en: "{file} holds nothing for {cpu}; it is for {cpus}", zh: "{file} 中没有适用于 {cpu} 的内容;它面向 {cpus}" }
    nothing_matches(globs) { en: "no member of the file matches {globs}", zh: "文件中没有与 {globs} 匹配的成员" }
    nothing_matches_help { en: "the verb list shows all members; quote patterns, so that the shell leaves them alone", zh: "用 list 命令可查看全部成员;请给通配符加引号,以免被 shell 展开" }
    in_the_way(path) { en: "{path} exists already; nothing is overwritten", zh: "{path} 已存在;不会覆盖任何文件" }
    in_the_way_help { en: "choose another directory with -C DIR", zh: "请用 -C 目录 指定其他目录" }
    creating(path) { en: "creating the directory {path}", zh: "创建目录 {path}" }
    moving(path) { en: "moving {path} into place", zh: "将 {path} 移动到位" }
    extracted(files, size, directory) { en: "unpacked {files} files, {size}, into {directory}", zh: "已解出 {files} 个文件,共 {size},到 {directory}" }
    list { en: "list what is in a file", zh: "列出文件中的内容" }
    completions { en: "print completions for a shell", zh: "输出 shell 补全脚本" }
    man(program) { en: "print the manual page (try: {program} man | man -l -)", zh: "输出手册页(可用:{program} man | man -l -)" }
    exit_codes { en: "list the exit codes and what they mean", zh: "列出退出码及其含义" }
    globs { en: "only members that match, with all below them: * (also spans /) and ? are wildcards", zh: "只处理匹配的成员及其下级;通配符为 *(可跨越 /)和 ?" }
    long { en: "also show each file's SHA-256", zh: "同时显示每个文件的 SHA-256" }
    provenance { en: "show instead where its Go came from, as its packer states it", zh: "改为显示其中的 Go 从何而来(以打包者的声明为准)" }
    upstream { en: "also prove, offline, that its Go is the one that Go's checksum database has on record", zh: "同时离线证明其中的 Go 与 Go 校验和数据库的记录一致" }
    cpu { en: "which CPU's part to take: x86_64, arm64, mips64el or loong64 (default: the file's own)", zh: "取哪种 CPU 的部分:x86_64、arm64、mips64el 或 loong64(默认为文件自身的架构)" }
    require_root { en: "accept only this trust root, whose fingerprint you got another way", zh: "只认可该指纹的信任根;指纹应从其他途径获得" }
    require_signer { en: "accept only what this release certificate signed; may be repeated: one of each kind that is named has to have signed", zh: "只接受由该指纹的发布证书签名的文件;可重复:每种签名至少须有其中一个" }
    require_digest { en: "accept only a file with this digest, as the portal shows it; may be repeated", zh: "只接受摘要与此相符的文件(摘要以发布门户所示为准);可重复" }
}
