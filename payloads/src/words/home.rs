//! Whose the places are, the lock, and what is found planted in them.

use super::catalogue;

catalogue! {
    LOCKING { en: "taking the lock {path}", zh: "获取锁 {path}" }
    OPENING { en: "opening {path}", zh: "打开 {path}" }
    MAKING { en: "creating {path}", zh: "创建 {path}" }
    HOLDER { en: "process {pid}", zh: "进程 {pid}" }
    HOLDER_STOPPED { en: "process {pid}, which is stopped", zh: "已暂停的进程 {pid}" }
    HOLDER_UNKNOWN { en: "another process", zh: "另一个进程" }
    WAITING { en: "waiting up to {seconds} s: {holder} holds the lock {path}", zh: "最多等待 {seconds} 秒:{holder} 持有锁 {path}" }
    BUSY { en: "{holder} holds the lock {path}; nothing was changed", zh: "{holder} 持有锁 {path};未作任何改动" }
    DISTURBED { en: "{holder} was changing {place} meanwhile: what was found there cannot be relied on", zh: "期间{holder}正在更改 {place}:检查结果不可靠" }
    BUSY_HELP { en: "wait for it to end and try again", zh: "请等待其结束后重试" }
    BUSY_STOPPED_HELP { en: "kill -CONT {pid} lets it go on, kill {pid} ends it; then try again", zh: "用 kill -CONT {pid} 让其继续,或用 kill {pid} 将其结束,然后重试" }
    GONE_MEANWHILE { en: "{path} was removed by another goferry meanwhile", zh: "{path} 已被另一个 goferry 进程删除" }
    GONE_MEANWHILE_HELP { en: "try again", zh: "请重试" }
    NO_LOCKS { en: "the file system of {path} has no locks, so two runs could not be kept apart", zh: "{path} 所在的文件系统不支持锁,无法防止两个进程同时操作" }
    NO_LOCKS_HELP { en: "choose a place on a local disk with --prefix DIR; for NFS, ask the administrator to run lockd on the server or to mount with local_lock=flock", zh: "请用 --prefix 目录 选择本地磁盘上的位置;若为 NFS,请管理员在服务器上启用 lockd,或以 local_lock=flock 挂载" }
    PLANTED { en: "{path} is {found} where goferry expects {expected}; nothing was followed or changed", zh: "{path} 是{found},而此处应为{expected};未跟随,也未作任何改动" }
    PLANTED_HELP { en: "find out who put it there, and move it away", zh: "请查明是谁放置的,并将其移走" }
    HOME_DIFFERS { en: "HOME is {home}, the password file says {account}: {home} is taken", zh: "HOME 为 {home},而密码文件中为 {account}:采用 {home}" }
    FOREIGN { en: "{path} belongs to user {owner}; you are user {own}", zh: "{path} 属于用户 {owner};而您是用户 {own}" }
    FOREIGN_HELP { en: "run it as user {owner}, or choose another place with --prefix DIR", zh: "请以用户 {owner} 的身份运行,或用 --prefix 目录 选择其他位置" }
    WRITABLE { en: "{path} can be written by others than you (mode {mode}): they could exchange what you run", zh: "{path} 可被您以外的用户写入(权限 {mode}):他们可能替换您运行的程序" }
    ABOVE_WRITABLE { en: "{path} can be written by anyone (mode {mode}): whatever is in it could be exchanged", zh: "{path} 可被任何人写入(权限 {mode}):其中的内容可能被替换" }
    CHMOD_HELP { en: "chmod go-w {path}", zh: "请运行 chmod go-w {path}" }
    IN_USE { en: "{release} is in use by process {processes}", zh: "{release} 正被进程 {processes} 使用" }
    IN_USE_HELP { en: "wait for it to end, or leave the directory in that shell; then try again", zh: "请等待其结束,或在相应的 shell 中离开该目录,然后重试" }
    IS_CURRENT_HELP { en: "switch to another release first (goferry use VERSION), or remove everything with uninstall --all", zh: "请先切换到其他版本(goferry use 版本),或用 uninstall --all 全部移除" }
    IS_PINNED { en: "{release} is pinned", zh: "{release} 已固定" }
    IS_PINNED_HELP { en: "goferry unpin {release} takes the pin off", zh: "goferry unpin {release} 可取消固定" }
    RECEIPT_LOST { en: "the receipt of the environment is lost or damaged: what is goferry's is told by its name, its manifest and its mark", zh: "环境的安装记录丢失或损坏:将按名称、清单和标记识别属于 goferry 的内容" }
    A_LINK { en: "a symbolic link", zh: "符号链接" }
    A_DIRECTORY { en: "a directory", zh: "目录" }
    A_FILE { en: "a regular file", zh: "普通文件" }
    A_SPECIAL_FILE { en: "a special file", zh: "特殊文件" }
}
