//! What `doctor` looks at, and what it says of it.

use super::catalogue;

catalogue! {
    fine(what) { en: "ok    {what}", zh: "正常  {what}" }
    worth_knowing(what) { en: "warn  {what}", zh: "注意  {what}" }
    wrong(what) { en: "FAIL  {what}", zh: "故障  {what}" }
    ownership(place) { en: "who owns {place} and who may write there", zh: "{place} 的所有者和写权限" }
    links { en: "the links that shells go through", zh: "shell 所经过的链接" }
    release(release) { en: "the release {release}, by kinds, modes and lengths (verify --installed compares every byte)", zh: "版本 {release}:文件类型、权限和长度(verify --installed 逐字节比较)" }
    modules { en: "the modules that go finds", zh: "go 可用的模块" }
    program { en: "the installed goferry", zh: "已安装的 goferry" }
    environment { en: "the environment files and the lines in profiles", zh: "环境文件和配置文件中的行" }
    shell { en: "this shell", zh: "当前 shell" }
    shells { en: "what new shells of this account find", zh: "此账户新开的 shell 能找到什么" }
    at_login { en: "at login", zh: "登录时" }
    in_a_terminal { en: "in a terminal window", zh: "终端窗口中" }
    shell_finds_none(shell, way) { en: "{shell} ({way}) finds no go", zh: "{shell}({way})找不到 go" }
    shell_finds_other(shell, way, other) { en: "{shell} ({way}) finds another go: {other}", zh: "{shell}({way})找到的是另一个 go:{other}" }
    shell_other_help(line) { en: "take that out of its profiles, or put this line at their end:  {line}", zh: "请从其配置文件中去掉它,或把这一行放在末尾:  {line}" }
    shell_gone(shell, way) { en: "{shell} ({way}) never comes to its prompt: its profiles end it, or start something else in its place", zh: "{shell}({way})到不了提示符:其配置文件使它退出,或用其他程序取代了它" }
    shell_help(line) { en: "put this line into its profile, before anything that ends it or starts another shell:  {line}", zh: "请把这一行放入其配置文件,位于任何使它退出或启动其他 shell 的内容之前:  {line}" }
    shell_overdue(shell, way, seconds) { en: "{shell} ({way}) did not come to its prompt within {seconds} s; it was ended", zh: "{shell}({way})在 {seconds} 秒内未到提示符,已将其终止" }
    go { en: "what Go itself says of its settings", zh: "Go 自身对其设置的判断" }
    trust { en: "the trust state", zh: "信任状态" }
    records { en: "the order of releases, and what cut-off runs left", zh: "版本顺序记录,以及被中断的操作留下的内容" }
    audit { en: "the audit log", zh: "审计日志" }
    adoption { en: "what was made by hand and taken in", zh: "已接管的手工内容" }
    adoption_damaged_help { en: "bring it back from a backup; without it the versions stay where they are, but 'goferry use' does not know them and an uninstall does not put their links back", zh: "请从备份恢复该文件;没有它,原有版本仍在原处,但 goferry use 不认识它们,卸载时也不会恢复其链接" }
    adopted_gone(path) { en: "{path}, which was taken in, is not a Go tree any more", zh: "已接管的 {path} 已不再是 Go 目录树" }
    adopted_gone_help(record) { en: "bring it back, or take its entry out of {record}; goferry never removes what was made by hand", zh: "请将其恢复,或从 {record} 中删去该条目;goferry 从不删除手工建立的内容" }
    file_differs(path) { en: "{path} is missing or not as goferry wrote it", zh: "{path} 缺失或与 goferry 写入的不一致" }
    line_gone(path) { en: "goferry's line is no longer in {path}", zh: "{path} 中已没有 goferry 添加的那一行" }
    line_gone_help(line) { en: "put it back:  {line}", zh: "请重新加入:  {line}" }
    not_in_path(path) { en: "{path} is not in PATH", zh: "PATH 中没有 {path}" }
    not_in_path_help(line) { en: "log in again, or type:  {line}", zh: "请重新登录,或输入:  {line}" }
    not_first(path, other) { en: "another go comes before {path} in PATH: {other}", zh: "PATH 中 {other} 排在 {path} 之前" }
    not_first_help { en: "take it out of PATH, or let goferry's line come last in the profile", zh: "请将其移出 PATH,或让 goferry 的行位于配置文件末尾" }
    go_fails(command, why) { en: "{command} fails with the settings that it finds: {why}", zh: "{command} 因其读到的设置而失败:{why}" }
    go_fails_help(line) { en: "take the setting out:  {line}", zh: "请去掉该设置:  {line}" }
    go_overdue(command, seconds) { en: "{command} did not end within {seconds} s", zh: "{command} 在 {seconds} 秒内未结束" }
    nothing_remembered(path) { en: "releases are installed, but {path} is missing: the next file is accepted whoever signed it", zh: "已安装了版本,但缺少 {path}:下一个文件无论由谁签名都会被接受" }
    first_use(root) { en: "root {root} was accepted on first use; nobody has confirmed it", zh: "信任根 {root} 为首次使用时接受,尚未确认" }
    first_use_help(root) { en: "compare it with what its owner publishes, then run: goferry trust confirm {root}", zh: "请与其所有者公布的指纹核对,然后运行:goferry trust confirm {root}" }
    incomplete(release) { en: "the installation of {release} did not come to its end", zh: "{release} 的安装未完成" }
    no_program(path) { en: "{path} is missing, damaged or not the one that was installed", zh: "{path} 缺失、损坏或不是所安装的程序" }
    damaged { en: "what is recorded cannot be understood", zh: "无法识别所记录的内容" }
    left(path) { en: "{path} was left by a run that was cut off", zh: "{path} 是被中断的操作留下的" }
    order_damaged(path) { en: "{path} is damaged", zh: "{path} 已损坏" }
    repair_help { en: "goferry repair mends it", zh: "运行 goferry repair 可修复" }
    well(place) { en: "nothing is wrong in {place}", zh: "{place} 一切正常" }
    unwell(count, all, place) { en: "{count} of {all} checks found something wrong in {place}", zh: "{place} 的 {all} 项检查中有 {count} 项发现问题" }
}
