//! The verbs and options of `goferry`.

use super::catalogue;

catalogue! {
    about { en: "verify and install the Go in this file (without a verb: install), and manage it", zh: "校验并安装本文件携带的 Go(不带命令即为安装),并管理已安装的内容" }
    install { en: "verify this file and install what it carries (the default)", zh: "校验本文件并安装其内容(默认命令)" }
    upgrade_self { en: "replace the installed goferry, and nothing else, with the one that a file carries, however new the rest of it is", zh: "仅用文件携带的 goferry 替换已安装的 goferry,无论文件其余部分多新" }
    allow_older { en: "also where it is older than the installed one", zh: "即使它比已安装的更旧" }
    env { en: "print the environment an installation sets", zh: "输出安装所设置的环境变量" }
    versions { en: "list the releases that are installed", zh: "列出已安装的版本" }
    licenses { en: "print all licences of goferry and what it is made of", zh: "输出 goferry 及其组成部分的全部许可证" }
    modules { en: "the modules that go finds here", zh: "此处 go 可用的模块" }
    modules_list { en: "list them, and which releases brought them", zh: "列出这些模块及其所属版本" }
    modules_verify { en: "check that they are as they were brought, and proved", zh: "检查其是否与带入时一致并得到证明" }
    project { en: "list carried projects, or copy one to work on", zh: "列出携带的项目,或复制一份用于开发" }
    project_list { en: "list the projects that are carried", zh: "列出携带的项目" }
    project_copy { en: "copy a project to a new directory of yours", zh: "将项目复制到您的新目录" }
    trust { en: "show whom this installation believes, bring that up to date, confirm it", zh: "查看本安装信任谁,更新或确认信任" }
    trust_show { en: "show roots, trust lists, counters and the host's policy", zh: "显示信任根、信任列表、计数和本机策略" }
    trust_import { en: "take in a newer trust list or a change of root; it only goes forward", zh: "导入更新的信任列表或信任根更替;只进不退" }
    trust_confirm { en: "confirm the root whose fingerprint you got another way", zh: "确认指纹已从其他途径得到的信任根" }
    use_release { en: "make an installed release current", zh: "将已安装的某个版本设为当前版本" }
    rollback { en: "go back to the release that was current before, or to a named one", zh: "回退到之前的当前版本,或指定的版本" }
    pin { en: "keep a release: prune never removes it", zh: "固定某个版本:prune 不会删除它" }
    unpin { en: "take the pin off a release", zh: "取消某个版本的固定" }
    prune { en: "remove old releases; never the current one, pinned ones or ones in use", zh: "删除旧版本;绝不删除当前、已固定或正在使用的版本" }
    repair { en: "restore what was modified, is missing or does not belong in an installation", zh: "恢复安装中被修改、缺失或多余的内容" }
    doctor { en: "look for what is wrong with this installation, and change nothing", zh: "检查本安装的问题,不作任何改动" }
    audit { en: "check or export the record of what was done here", zh: "检查或导出此处的操作记录" }
    audit_verify { en: "find edits in the record and, with --head, a cut end", zh: "查找记录中的篡改;配合 --head 还能发现末尾被截断" }
    audit_head { en: "the head that an earlier audit verify printed and you noted: it must still be in the record", zh: "先前 audit verify 输出并由您抄录的链头:它必须仍在记录中" }
    audit_export { en: "print the record for a log collector", zh: "输出供日志采集器使用的记录" }
    plan { en: "print what a verb would change, in order: the same as VERB --dry-run", zh: "按顺序列出某命令将作的改动,等同于该命令加 --dry-run" }
    uninstall { en: "remove one release, or everything that was installed", zh: "卸载某个版本或全部已安装内容" }
    file { en: "another file (default: this program's own)", zh: "其他文件(默认为本程序自身)" }
    yes { en: "do not ask", zh: "不再询问" }
    prefix { en: "the directory of the installation (default: ~/goenv; with --system: /opt/goenv)", zh: "安装目录(默认 ~/goenv;配合 --system 时为 /opt/goenv)" }
    root { en: "the root directory of an image that is being built; nothing outside it is written", zh: "正在构建的镜像的根目录;不写其外的任何位置" }
    system { en: "the installation for all users of this host (needs root)", zh: "面向本机所有用户的安装(需要 root 权限)" }
    environment { en: "how shells find Go: rc (lines in your profiles), wrapper (scripts in PREFIX/bin), direnv or none (default: as chosen before, else rc)", zh: "让 shell 找到 Go 的方式:rc(写入配置文件)、wrapper(PREFIX/bin 下的包装脚本)、direnv 或 none(默认沿用先前的选择,否则为 rc)" }
    no_modify_profile { en: "do not touch shell profiles: the same as --env=none", zh: "不修改 shell 配置文件,等同于 --env=none" }
    no_gate { en: "do not have the new Go build, run and test a program before switching, as for images", zh: "切换前不让新的 Go 编译、运行并测试程序(适用于构建镜像)" }
    own_file { en: "this program's own file, where /proc is missing", zh: "缺少 /proc 时,指明本程序自身的文件" }
    changed_exit { en: "end with exit code 3 instead of 0 where something was changed", zh: "有改动时以退出码 3(而非 0)结束" }
    root_pin { en: "accept only the root whose fingerprint this NV index of the host's TPM holds", zh: "只认可指纹保存在本机 TPM 该 NV 索引中的信任根" }
    allow_downgrade { en: "install though a newer release of its line was seen here; a floor still binds", zh: "即使此处见过同系列的更新版本也安装;最低计数仍然有效" }
    below_floor { en: "also below a floor of the trust list; a floor of this host still binds", zh: "即使低于信任列表的最低计数;本机的最低计数仍然有效" }
    trust_file { en: "a trust list, a change of root, or a goferry file", zh: "信任列表、信任根更替记录或 goferry 文件" }
    fingerprint { en: "all its digits, as its publisher gave them to you another way", zh: "完整的指纹,由发布者通过其他途径给出" }
    shell_form { en: "for which shell: sh, fish or csh (default: the one that asks)", zh: "面向哪种 shell:sh、fish 或 csh(默认为发起命令的 shell)" }
    project_name { en: "its name, as project list shows it", zh: "项目名称,见 project list" }
    project_directory { en: "a directory that does not exist yet; made with those above it", zh: "尚不存在的目录;连同其上级目录一并创建" }
    version { en: "a release or Go version, as versions shows it", zh: "版本,见 versions 的输出" }
    all { en: "everything: releases, environment lines, goferry itself", zh: "全部:所有版本、环境设置行以及 goferry 自身" }
    purge { en: "also what is yours below the prefix: GOPATH and kept state", zh: "同时删除前缀下属于您的内容:GOPATH 和保留的状态" }
    dry_run { en: "only show what would be changed, in order, and change nothing", zh: "只按顺序显示将作的改动,不实际执行" }
    explain { en: "show what will be changed, in order, then do it", zh: "先按顺序显示将作的改动,然后执行" }
    keep { en: "how many to keep, those used last first (default: 2)", zh: "保留的版本数,最近使用的优先(默认 2)" }
    force { en: "lay the release down again where it is installed already", zh: "即使已安装也重新安装该版本" }
    component { en: "install these components of the file alone, and its Go: see info; modules:NAME, gocache, modcache, sumdb", zh: "仅安装文件中的这些组件及其 Go(见 info):modules:名称、gocache、modcache、sumdb" }
    profile { en: "how much is installed: Go alone, all but what only some need, or everything (default: default)", zh: "安装多少内容:minimal 仅 Go,default 为常用内容,complete 为全部(默认 default)" }
    modules_prune { en: "take away what was added and something newer of its line has followed", zh: "删除已被同系列更新内容取代的已加入模块" }
    modules_keep { en: "how many of what was added stay in each line", zh: "每个系列保留几份已加入的模块" }
    modules_add { en: "bring the modules of a file here without installing its Go", zh: "带入文件中的模块,不安装其 Go" }
    adopt { en: "take in a goenv directory that was made by hand; what is in it stays and is never removed", zh: "接管手工建立的 goenv 目录;其中内容原样保留,绝不删除" }
    share { en: "how files that another release has too share its space: auto (where the file system can, and a later edit stays apart), hardlink or none (default: auto)", zh: "与其他版本相同的文件如何省空间:auto(文件系统支持时共享)、hardlink 或 none(默认 auto,之后的修改互不影响)" }
    from { en: "a goferry file to restore from (default: other installed releases)", zh: "用于恢复的 goferry 文件(默认取自其他已安装的版本)" }
    installed { en: "check what is installed instead: every file, link and mode", zh: "改为校验已安装的内容:每个文件、链接和权限" }
    all_installed { en: "every installed release, not only the current one", zh: "所有已安装的版本,而不只是当前版本" }
    format { en: "ndjson, which Fluent Bit reads, or splunk, for its HTTP Event Collector (default: ndjson)", zh: "ndjson(供 Fluent Bit 读取)或 splunk(供其 HTTP Event Collector)(默认 ndjson)" }
    planned { en: "the verb with its options (default: install)", zh: "命令及其选项(默认为 install)" }
    info { en: "show who signed a file, what is in it and how it is laid out", zh: "显示文件的签名者、内容和结构" }
}
