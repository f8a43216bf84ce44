//! Whose the places are, the lock, and what is found planted in them.

use super::catalogue;

catalogue! {
    followed(release, path) { en: "the home has moved, or a run was cut off: Go's defaults of {release} are right again for {path}", zh: "主目录已移动,或有操作被中断:{release} 的 Go 默认设置已按 {path} 更正" }
    locking(path) { en: "taking the lock {path}", zh: "获取锁 {path}" }
    opening(path) { en: "opening {path}", zh: "打开 {path}" }
    making(path) { en: "creating {path}", zh: "创建 {path}" }
    holder(pid) { en: "process {pid}", zh: "进程 {pid}" }
    holder_stopped(pid) { en: "process {pid}, which is stopped", zh: "已暂停的进程 {pid}" }
    holder_unknown { en: "another process", zh: "另一个进程" }
    waiting(seconds, holder, path) { en: "waiting up to {seconds} s: {holder} holds the lock {path}", zh: "最多等待 {seconds} 秒:{holder} 持有锁 {path}" }
    busy(holder, path) { en: "{holder} holds the lock {path}; nothing was changed", zh: "{holder} 持有锁 {path};未作任何改动" }
    disturbed(holder, place) { en: "{holder} was changing {place} meanwhile: what was found there cannot be relied on", zh: "期间{holder}正在更改 {place}:检查结果不可靠" }
    busy_help { en: "wait for it to end and try again", zh: "请等待其结束后重试" }
    busy_stopped_help(pid) { en: "kill -CONT {pid} lets it go on, kill {pid} ends it; then try again", zh: "用 kill -CONT {pid} 让其继续,或用 kill {pid} 将其结束,然后重试" }
    gone_meanwhile(path) { en: "{path} was removed by another goferry meanwhile", zh: "{path} 已被另一个 goferry 进程删除" }
    gone_meanwhile_help { en: "try again", zh: "请重试" }
    no_locks(path) { en: "the file system of {path} has no locks, so two runs could not be kept apart", zh: "{path} 所在的文件系统不支持锁,无法防止两个进程同时操作" }
    no_locks_help { en: "choose a place on a local disk with --prefix DIR; for NFS, ask the administrator to run lockd on the server or to mount with local_lock=flock", zh: "请用 --prefix 目录 选择本地磁盘上的位置;若为 NFS,请管理员在服务器上启用 lockd,或以 local_lock=flock 挂载" }
    planted(path, found, expected) { en: "{path} is {found} where goferry expects {expected}; nothing was followed or changed", zh: "{path} 是{found},而此处应为{expected};未跟随,也未作任何改动" }
    planted_help { en: "find out who put it there, and move it away", zh: "请查明是谁放置的,并将其移走" }
    home_differs(home, account) { en: "HOME is {home}, the password file says {account}: {home} is taken", zh: "HOME 为 {home},而密码文件中为 {account}:采用 {home}" }
    foreign(path, owner, own) { en: "{path} belongs to user {owner}; you are user {own}", zh: "{path} 属于用户 {owner};而您是用户 {own}" }
    foreign_help(owner) { en: "run it as user {owner}, or choose another place with --prefix DIR", zh: "请以用户 {owner} 的身份运行,或用 --prefix 目录 选择其他位置" }
    writable(path, mode) { en: "{path} can be written by others than you (mode {mode}): they could exchange what you run", zh: "{path} 可被您以外的用户写入(权限 {mode}):他们可能替换您运行的程序" }
    above_writable(path, mode) { en: "{path} can be written by anyone (mode {mode}): whatever is in it could be exchanged", zh: "{path} 可被任何人写入(权限 {mode}):其中的内容可能被替换" }
    chmod_help(path) { en: "chmod go-w {path}", zh: "请运行 chmod go-w {path}" }
    in_use(release, processes) { en: "{release} is in use by process {processes}", zh: "{release} 正被进程 {processes} 使用" }
    in_use_help { en: "wait for it to end, or leave the directory in that shell; then try again", zh: "请等待其结束,或在相应的 shell 中离开该目录,然后重试" }
    is_current_help { en: "switch to another release first (goferry use VERSION), or remove everything with uninstall --all", zh: "请先切换到其他版本(goferry use 版本),或用 uninstall --all 全部移除" }
    is_pinned(release) { en: "{release} is pinned", zh: "{release} 已固定" }
    is_pinned_help(release) { en: "goferry unpin {release} takes the pin off", zh: "goferry unpin {release} 可取消固定" }
    receipt_lost { en: "the receipt of the environment is lost or damaged: what is goferry's is told by its name, its manifest and its mark", zh: "环境的安装记录丢失或损坏:将按名称、清单和标记识别属于 goferry 的内容" }
    a_link { en: "a symbolic link", zh: "符号链接" }
    a_directory { en: "a directory", zh: "目录" }
    a_file { en: "a regular file", zh: "普通文件" }
    a_special_file { en: "a special file", zh: "特殊文件" }
    stopped(signal) { en: "stopped by {signal}", zh: "被信号 {signal} 中止" }
    prefix(path) { en: "--prefix takes an absolute path without \"..\", not {path}", zh: "--prefix 需要不含“..”的绝对路径,而不是 {path}" }
    home_unset { en: "HOME is not set", zh: "未设置 HOME" }
    home_not_absolute(path) { en: "HOME is {path}, which is not an absolute path below /", zh: "HOME 为 {path},不是 / 之下的绝对路径" }
    home_no_directory(path) { en: "HOME is {path}, which is not a directory that can be reached", zh: "HOME 为 {path},不是可以访问的目录" }
    home_foreign(path, owner, own) { en: "HOME is {path}, which belongs to user {owner}; you are user {own}", zh: "HOME 为 {path},属于用户 {owner};而您是用户 {own}" }
    home_help { en: "set HOME to your own home directory, or choose a place with --prefix DIR (administrators: --system)", zh: "请把 HOME 设为您自己的主目录,或用 --prefix 目录 指定位置(管理员可用 --system)" }
    home_foreign_help(owner) { en: "run it as user {owner}, not by sudo; or install for all users with --system", zh: "请直接以用户 {owner} 的身份运行,不要使用 sudo;或用 --system 为所有用户安装" }
}
