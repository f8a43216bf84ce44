//! Installing.

use super::catalogue;

catalogue! {
    reading_trust(path) { en: "reading the trust state {path}", zh: "读取信任状态 {path}" }
    reading_receipt(path) { en: "reading the receipt {path}", zh: "读取安装记录 {path}" }
    signed_by(kind, signer, key, when) { en: "signed ({kind}) by {signer}\n  certificate {key}, on {when}", zh: "签名者({kind}):{signer}\n  证书 {key},签名时间 {when}" }
    root_tofu(root) { en: "  under root {root}; a file cannot vouch for itself", zh: "  信任根 {root};文件不能自证可信" }
    root_pinned(root) { en: "  under root {root}, which is pinned here", zh: "  信任根 {root},已在本机固定" }
    undamaged(file) { en: "{file} is undamaged:", zh: "{file} 完好无损:" }
    will_install(release, place, mib) { en: "will install {release} into {place}, {mib} MiB,", zh: "将把 {release} 安装到 {place},占用 {mib} MiB;" }
    will_edit_profiles { en: "and add one marked line to your shells' profiles (--no-modify-profile: leave them)", zh: "并在您的各个 shell 配置文件中加入一行带标记的内容(--no-modify-profile 则不改动)" }
    will_wrap { en: "and write wrapper scripts go and gofmt into its bin directory; profiles stay as they are", zh: "并在其 bin 目录中写入 go 和 gofmt 包装脚本;不改动配置文件" }
    will_direnv { en: "and write a file for direnv; profiles stay as they are", zh: "并写入供 direnv 使用的文件;不改动配置文件" }
    will_leave_profiles { en: "and leave profiles as they are", zh: "不改动配置文件" }
    go_on { en: "Install?", zh: "是否安装?" }
    cannot_ask { en: "there is no terminal to ask on", zh: "没有可供询问的终端" }
    cannot_ask_help { en: "--yes goes ahead without asking", zh: "使用 --yes 可不经询问直接执行" }
    not_installed(file) { en: "{file} was not installed; nothing was changed", zh: "{file} 未安装;未作任何改动" }
    no_component(name, names) { en: "the file has no component {name}; it has {names}", zh: "文件中没有组件 {name};其组件有:{names}" }
    already_current(release, place) { en: "{release} is already installed and current in {place}; nothing was changed", zh: "{release} 已安装在 {place} 且为当前版本;未作任何改动" }
    installed(release, place) { en: "installed: {release} is current in {place}", zh: "安装完成:{place} 的当前版本为 {release}" }
    gate_at_work(path) { en: "programs that a run that was cut off had started still work in {path}", zh: "被中断的操作所启动的程序仍在 {path} 中运行" }
    gate_at_work_help { en: "end them (fuser -v names them), then run this again", zh: "请结束这些程序(fuser -v 可列出),然后重新运行" }
    preparing(place) { en: "preparing {place}", zh: "准备 {place}" }
    unknown_cpu(cpu) { en: "this host's CPU, {cpu}, is none that goferry knows", zh: "本机 CPU {cpu} 不在 goferry 支持之列" }
    wrong_cpu(file, host) { en: "the file is for {file}, this host is {host}", zh: "文件适用于 {file},本机为 {host}" }
    wrong_cpu_help(host) { en: "take the file whose name ends in linux-{host}.run", zh: "请使用文件名以 linux-{host}.run 结尾的文件" }
    current_no_link(path) { en: "{path} is not a symbolic link", zh: "{path} 不是符号链接" }
    current_no_link_help { en: "move it away; goferry never deletes what it did not make", zh: "请将其移走;goferry 不会删除不是自己创建的内容" }
    no_directory(path) { en: "{path} is not a directory that can be used", zh: "{path} 不是可以使用的目录" }
    foreign(path) { en: "{path} exists, is not empty and was not made by goferry", zh: "{path} 已存在且非空,而且不是由 goferry 创建的" }
    prefix_link(path, target) { en: "{path} is a symbolic link to {target}; goferry installs into real directories only", zh: "{path} 是指向 {target} 的符号链接;goferry 只安装到真实目录" }
    prefix_link_help { en: "name the directory itself with --prefix DIR", zh: "请用 --prefix 目录 直接指定该目录本身" }
    other_prefix { en: "choose another place with --prefix DIR", zh: "请用 --prefix 目录 选择其他位置" }
    read_only(path) { en: "{path} is on a read-only file system", zh: "{path} 位于只读文件系统" }
    noexec(path) { en: "{path} is on a file system mounted noexec: Go could not run there", zh: "{path} 所在文件系统以 noexec 挂载:Go 无法在其中运行" }
    not_writable(path) { en: "{path} is not writable for you", zh: "您对 {path} 没有写权限" }
    no_space(free, needed) { en: "{free} MiB free, {needed} MiB needed (staging is built beside the old version)", zh: "可用 {free} MiB,需要 {needed} MiB(新版本在旧版本旁边构建)" }
    room_unknown(needed) { en: "the file system does not say how much is free on it; {needed} MiB are needed", zh: "文件系统未报告可用空间;需要 {needed} MiB" }
    no_space_for_gate(free, needed, release, gate) { en: "{free} MiB free, {needed} MiB needed: {release} MiB for the release, which is built beside the old version, and {gate} MiB for what its health gate compiles there", zh: "可用 {free} MiB,需要 {needed} MiB:其中 {release} MiB 用于新版本(在旧版本旁边构建),{gate} MiB 用于健康检查在该处的编译" }
    without_gate { en: "choose another place with --prefix DIR, or leave the gate out with --no-gate", zh: "请用 --prefix 目录 选择其他位置,或用 --no-gate 跳过检查" }
    no_inodes(free, needed) { en: "{free} inodes free, {needed} needed", zh: "可用 inode {free} 个,需要 {needed} 个" }
    looking_at(path) { en: "looking at {path}", zh: "查看 {path}" }
    removing(path) { en: "removing {path}", zh: "删除 {path}" }
    moving(path) { en: "moving the release to {path}", zh: "将版本移动到 {path}" }
    completing(release) { en: "completing the installation of {release}, which is current already (run the same install again)", zh: "完成 {release} 的安装;该版本已成为当前版本(请再次运行同一安装)" }
    switching(release) { en: "making {release} current", zh: "切换到 {release}" }
    no_home_for_profiles { en: "there is no HOME, so no profile was edited", zh: "没有 HOME,因此未修改任何配置文件" }
    nothing_installed(place) { en: "nothing is installed in {place}", zh: "{place} 中没有安装任何版本" }
    no_such_release(release, place) { en: "no release {release} in {place}", zh: "{place} 中没有版本 {release}" }
    versions_help { en: "goferry versions lists what is there", zh: "goferry versions 可列出已有版本" }
    is_current(release) { en: "{release} is current", zh: "{release} 是当前版本" }
    will_remove(what) { en: "will remove {what}", zh: "将删除 {what}" }
    will_take_line_out(path) { en: "will take goferry's line out of {path}", zh: "将从 {path} 中取出 goferry 添加的那一行" }
    remove { en: "Remove?", zh: "是否删除?" }
    removed(what) { en: "removed {what}", zh: "已删除 {what}" }
    kept_gopath(path) { en: "kept {path}: it holds files of your own (uninstall --purge removes it too)", zh: "保留了 {path}:其中有您自己的文件(uninstall --purge 会一并删除)" }
    residue(path, names) { en: "something is left in {path}: {names}", zh: "{path} 中仍有残留:{names}" }
    residue_help { en: "these are not goferry's; remove them by hand if you do not need them", zh: "这些不属于 goferry;如不需要请手动删除" }
    no_projects { en: "the current release carries no project", zh: "当前版本没有携带项目" }
    no_such_project(name) { en: "the current release carries no project {name}", zh: "当前版本没有携带项目 {name}" }
    no_such_project_help { en: "goferry project list names those that it carries", zh: "goferry project list 可列出所携带的项目" }
    copying_project(name, path) { en: "copying {name} to {path}", zh: "复制 {name} 到 {path}" }
    project_exists(path) { en: "{path} exists already", zh: "{path} 已存在" }
    project_place_help { en: "name a directory that does not exist yet; what is missing above it is made", zh: "请指定一个尚不存在的目录;其缺少的上级目录会自动创建" }
    project_copied(path, name) { en: "{path} is a working copy of {name}; build it there with: go build -mod=vendor ./...", zh: "{path} 是 {name} 的工作副本;可在其中构建:go build -mod=vendor ./..." }
    name_a_file(program) { en: "the installed {program} carries nothing itself", zh: "已安装的 {program} 自身不携带任何内容" }
    name_a_file_help { en: "name a file: goferry VERB FILE.run (goferry --help lists the verbs)", zh: "请指明文件:goferry 命令 文件.run(用 goferry --help 查看所有命令)" }
    profile_failed { en: "a shell profile could not be written, as told above; the installation is intact", zh: "如上所述,有 shell 配置文件无法写入;安装本身完好" }
    profile_failed_help { en: "see to the disk, then run the same install again: it goes on here", zh: "请先处理磁盘问题,然后再次运行同一安装:将从此处继续" }
    linking(place) { en: "making the links in {place}", zh: "在 {place} 中创建链接" }
    will_reuse(release, place) { en: "{release} lies in {place} already: it will be compared with its index, and made current if nothing is wrong with it,", zh: "{release} 已在 {place} 中:将与其索引比对,无误则直接切换为当前版本;" }
    not_intact(release) { en: "{release} is there, but not as it was signed; it is laid down again", zh: "{release} 已存在,但与签名内容不符;将重新安装" }
    standing(release) { en: "{release} was there already and is intact; nothing was unpacked", zh: "{release} 原已存在且完好;未重新解包" }
    replaced(release) { en: "{release} was laid down again", zh: "已重新安装 {release}" }
    shared(files, mib) { en: "shared with releases that were here: {files} unchanged files, {mib} MiB less to store", zh: "与已有版本共享:未改变的文件 {files} 个,少占用 {mib} MiB" }
    shared_faster(files, mib, seconds) { en: "shared with releases that were here: {files} unchanged files, {mib} MiB less to store, about {seconds} s saved", zh: "与已有版本共享:未改变的文件 {files} 个,少占用 {mib} MiB,约节省 {seconds} 秒" }
    program_gone { en: "the medium that this program runs from failed or was pulled: its own code can no longer be read", zh: "本程序所在的介质出错或已被拔出:程序自身的代码无法继续读取" }
    program_gone_help { en: "copy the file to a disk of this machine and run it from there; the next run clears what this one left", zh: "请将文件复制到本机磁盘后再运行;本次运行遗留的内容由下一次运行清理" }
    unpacking { en: "unpacking", zh: "正在解压" }
}
