//! What is said about the user's shells, their profiles, and Go's own settings.

use super::catalogue;

catalogue! {
    PREFIX_UNSPEAKABLE { en: "{path} cannot be an installation directory: it must be absolute, without '..', a colon or a line break, because PATH and shell profiles cannot carry these", zh: "{path} 不能用作安装目录:必须是绝对路径,且不含“..”、冒号或换行,因为 PATH 和 shell 配置文件无法表示这些字符" }
    OTHER_PREFIX { en: "choose another place with --prefix DIR", zh: "请用 --prefix 目录 指定其他位置" }

    NO_SHELL_SERVED { en: "no shell profile could be edited; Go is installed and works, but new shells will not find it by themselves", zh: "没有任何 shell 配置文件可以修改;Go 已安装且可用,但新开的 shell 不会自动找到它" }
    NO_SHELL_SERVED_HELP { en: "add this line to your shell's profile yourself:  {line}", zh: "请自行把这一行加入 shell 配置文件:  {line}" }
    LEFT_ALONE { en: "leaving {path} alone: {why}; add this line to it yourself:  {line}", zh: "未修改 {path}:{why};请自行在其中加入这一行:  {line}" }
    LEFT_BEHIND { en: "leaving {path} as it is: {why}; remove this line from it yourself:  {line}", zh: "{path} 保持原样:{why};请自行从中删除这一行:  {line}" }
    UNKNOWN_SHELL { en: "goferry does not know the shell {shell}; ~/.profile is prepared in case it reads that, and {wrapper} works from any shell", zh: "goferry 不认识 shell {shell};已按它可能读取 ~/.profile 做好准备,另外在任何 shell 中都可以直接运行 {wrapper}" }
    DASH_INTERACTIVE { en: "an interactive {shell} that is not a login shell reads only the file that ENV names, and ENV is not set: it has this Go when started from a login shell", zh: "非登录的交互式 {shell} 只读取 ENV 指定的文件,而 ENV 未设置:从登录 shell 中启动时才会继承到此 Go" }
    ZSH_SYSTEM { en: "zsh on this host does not read {directory}; add this line to {file} yourself:  {line}", zh: "本机的 zsh 不读取 {directory};请自行把这一行加入 {file}:  {line}" }

    WHY_SYMLINK { en: "{link} is a symbolic link to {target}", zh: "{link} 是指向 {target} 的符号链接" }
    WHY_HARD_LINK { en: "it has {count} hard links, and replacing it would part them", zh: "它有 {count} 个硬链接,替换它会使这些链接分离" }
    WHY_NOT_A_FILE { en: "it is not a regular file", zh: "它不是普通文件" }
    WHY_TOO_LARGE { en: "it has {size} MiB, more than the {limit} MiB goferry edits", zh: "它有 {size} MiB,超过 goferry 可修改的 {limit} MiB 上限" }
    WHY_READ_ONLY { en: "it is read-only", zh: "它是只读的" }
    WHY_FORBIDDEN { en: "permission denied", zh: "权限不够" }
    WHY_READ_ONLY_DISK { en: "the file system is read-only", zh: "所在文件系统为只读" }
    WHY_NO_SPACE { en: "the disk is full or its quota is used up", zh: "磁盘已满或配额已用尽" }
    WHY_SYSTEM { en: "the system answered {errno}", zh: "系统返回错误 {errno}" }

    OTHER_GO { en: "there is another Go at {go}; new shells find the one installed here first", zh: "系统中还有另一个 Go:{go};新开的 shell 会优先使用这里安装的 Go" }
    GOROOT_SET { en: "GOROOT is set to {goroot} and makes go use the compiler there; new shells remove it, so remove its line from your profile too", zh: "GOROOT 已被设置为 {goroot},会使 go 使用那里的编译器;新开的 shell 会清除它,也请从您的配置文件中删除设置它的那一行" }
    VARIABLE_WINS { en: "the variable {key} is set to '{theirs}' and wins over goferry's '{ours}'", zh: "环境变量 {key} 已设为“{theirs}”,优先于 goferry 的“{ours}”" }
    USER_FILE_WINS { en: "{file} sets {key} to '{theirs}', which wins over goferry's setting; undo it with: go env -u {key}", zh: "{file} 将 {key} 设为“{theirs}”,优先于 goferry 的设置;可用 go env -u {key} 撤销" }

    WHY_GOTOOLCHAIN { en: "use this Go and never download another one", zh: "只用此 Go,绝不下载其他版本" }
    WHY_GOPROXY_OFF { en: "modules come from vendor trees and the module cache, never from a network", zh: "模块来自 vendor 目录和模块缓存,绝不访问网络" }
    WHY_GOPROXY_CARRIED { en: "modules come from the ones this release carries, never from a network", zh: "模块来自本发行文件所携带的内容,绝不访问网络" }
    WHY_GOSUMDB_DEFAULT { en: "Go's own default: what go.sum does not cover is not taken unverified", zh: "Go 的默认值:go.sum 未覆盖的内容不会未经校验就被采用" }
    WHY_GOSUMDB_CARRIED { en: "Go's own default: the carried modules bring the database's answers with them", zh: "Go 的默认值:所携带的模块附有校验数据库的应答" }
    WHY_GOSUMDB_OFF { en: "the carried modules are covered by the release's signature, and no database can be asked here", zh: "所携带的模块已由本发行文件的签名覆盖,而此处无法查询校验数据库" }
    WHY_GOFLAGS { en: "the module cache stays removable with rm -rf", zh: "模块缓存可以用 rm -rf 删除" }

    HINT_SOURCE { en: "to use Go in this shell now:  {line}", zh: "要在当前 shell 中立即使用 Go,请运行:  {line}" }
    HINT_WRAPPER { en: "to use Go from any shell, IDE, cron or unit:  {go}", zh: "在任何 shell、IDE、cron 或服务单元中使用 Go:  {go}" }
    HINT_DIRENV { en: "to use Go in a project, put this line into its .envrc and run direnv allow:  {line}", zh: "要在某个项目中使用 Go,请把这一行写入该项目的 .envrc,然后运行 direnv allow:  {line}" }
    PROFILE_CREATED { en: "created {path}: without it a new {shell} would not find this Go", zh: "已创建 {path}:没有它,新开的 {shell} 找不到此 Go" }
    PROFILE_EDITED { en: "added one line to {path}", zh: "已在 {path} 中加入一行" }
}
