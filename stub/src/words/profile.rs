//! What is said about the user's shells, their profiles, and Go's own settings.

use super::catalogue;

catalogue! {
    no_shell_served { en: "no shell profile could be edited; Go is installed and works, but new shells will not find it by themselves", zh: "没有任何 shell 配置文件可以修改;Go 已安装且可用,但新开的 shell 不会自动找到它" }
    no_shell_served_help(line) { en: "add this line to your shell's profile yourself:  {line}", zh: "请自行把这一行加入 shell 配置文件:  {line}" }
    left_alone(path, why, line) { en: "leaving {path} alone: {why}; add this line to it yourself:  {line}", zh: "未修改 {path}:{why};请自行在其中加入这一行:  {line}" }
    left_behind(path, why, line) { en: "leaving {path} as it is: {why}; remove this line from it yourself:  {line}", zh: "{path} 保持原样:{why};请自行从中删除这一行:  {line}" }
    unknown_shell(shell, go) { en: "goferry does not know the shell {shell}; ~/.profile is prepared in case it reads that. {go} can be started from any shell; an install with --env wrapper writes bin/go beside it, which needs no profile", zh: "goferry 不认识 shell {shell};已按它可能读取 ~/.profile 做好准备。在任何 shell 中都可以直接运行 {go};以 --env wrapper 安装会写入无需配置文件的 bin/go" }
    dash_interactive(shell) { en: "an interactive {shell} that is not a login shell reads only the file that ENV names, and ENV is not set: it has this Go when started from a login shell", zh: "非登录的交互式 {shell} 只读取 ENV 指定的文件,而 ENV 未设置:从登录 shell 中启动时才会继承到此 Go" }
    zsh_system(directory, file, line) { en: "zsh on this host does not read {directory}; add this line to {file} yourself:  {line}", zh: "本机的 zsh 不读取 {directory};请自行把这一行加入 {file}:  {line}" }
    why_symlink(link, target) { en: "{link} is a symbolic link to {target}", zh: "{link} 是指向 {target} 的符号链接" }
    why_outside(home) { en: "it is not in {home}, and may be another home's", zh: "它不在 {home} 之内,可能属于另一个主目录" }
    why_hard_link(count) { en: "it has {count} hard links, and replacing it would part them", zh: "它有 {count} 个硬链接,替换它会使这些链接分离" }
    why_not_a_file { en: "it is not a regular file", zh: "它不是普通文件" }
    why_too_large(size, limit) { en: "it has {size} MiB, more than the {limit} MiB goferry edits", zh: "它有 {size} MiB,超过 goferry 可修改的 {limit} MiB 上限" }
    why_read_only { en: "it is read-only", zh: "它是只读的" }
    why_forbidden { en: "permission denied", zh: "权限不够" }
    why_read_only_disk { en: "the file system is read-only", zh: "所在文件系统为只读" }
    why_no_space { en: "the disk is full or its quota is used up", zh: "磁盘已满或配额已用尽" }
    why_system(errno) { en: "the system answered {errno}", zh: "系统返回错误 {errno}" }
    hint_source(line) { en: "to use Go in this shell now:  {line}", zh: "要在当前 shell 中立即使用 Go,请运行:  {line}" }
    hint_wrapper(go) { en: "to use Go from any shell, IDE, cron or unit:  {go}", zh: "在任何 shell、IDE、cron 或服务单元中使用 Go:  {go}" }
    hint_direnv(line) { en: "to use Go in a project, put this line into its .envrc and run direnv allow:  {line}", zh: "要在某个项目中使用 Go,请把这一行写入该项目的 .envrc,然后运行 direnv allow:  {line}" }
    profile_created(path, shell) { en: "created {path}: without it a new {shell} would not find this Go", zh: "已创建 {path}:没有它,新开的 {shell} 找不到此 Go" }
    profile_edited(path) { en: "added one line to {path}", zh: "已在 {path} 中加入一行" }
}
