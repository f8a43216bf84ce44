//! The gate: what a release must do before it becomes current.

use super::catalogue;

catalogue! {
    begins { en: "health gate: the new Go compiles, runs and tests a program (--no-gate leaves this out)", zh: "健康检查:用新的 Go 编译、运行并测试一个程序(--no-gate 可跳过)" }
    suite_begins(name) { en: "health gate: acceptance suite {name}", zh: "健康检查:验收测试 {name}" }
    passed(seconds, said) { en: "health gate passed in {seconds} s, which are no part of the installation: {said}", zh: "健康检查通过,用时 {seconds} 秒(不计入安装用时):{said}" }
    nothing(release) { en: "{release} carries no Go: there is nothing to test", zh: "{release} 没有携带 Go:没有可检查的内容" }
    other_cpu(release, file, host) { en: "the Go of {release} is for {file}, this host is {host}", zh: "{release} 的 Go 适用于 {file},本机为 {host}" }
    no_release(place) { en: "no release is current in {place}", zh: "{place} 中没有当前版本" }
    running(command) { en: "health gate: {command}", zh: "健康检查:{command}" }
    suite(name) { en: "acceptance suite {name}", zh: "验收测试 {name}" }
    own_program { en: "running the program that was built", zh: "运行编译所得的程序" }
    ended(code, output) { en: "it ended with {code}{output}", zh: "退出码为 {code}{output}" }
    killed(number, output) { en: "signal {number} ended it{output}", zh: "被信号 {number} 终止{output}" }
    still_running(minutes, output) { en: "it was still running after {minutes} min and was ended{output}", zh: "运行 {minutes} 分钟后仍未结束,已被终止{output}" }
    silent { en: "; it said nothing", zh: ";没有任何输出" }
    last_lines { en: "; its last lines:", zh: ";最后的输出为:" }
    line(before, line) { en: "{before}\n    | {line}", zh: "{before}\n    | {line}" }
    says_otherwise(found, expected) { en: "it said \"{found}\" instead of \"{expected}\"", zh: "输出为“{found}”,而应为“{expected}”" }
    not_started { en: "it could not be started", zh: "无法启动" }
    forbidden { en: "this host forbids starting it (permission denied)", zh: "本机禁止启动该程序(权限不够)" }
    forbidden_below(output) { en: "this host forbids starting a program that it needs{output}", zh: "本机禁止启动其所需的程序{output}" }
    forbidden_help { en: "a security module (KYSEC, SELinux, fapolicyd) may block programs it does not know; ask the administrator", zh: "可能是安全模块(KYSEC、SELinux、fapolicyd)阻止了未知程序;请联系管理员" }
    no_room(output) { en: "there was no room left for what it compiles{output}", zh: "编译时空间不足{output}" }
    no_room_help(place) { en: "free 100 MiB in {place}, choose another place with --prefix DIR, or leave the gate out with --no-gate", zh: "请在 {place} 腾出 100 MiB,用 --prefix 目录 选择其他位置,或用 --no-gate 跳过检查" }
    io(output) { en: "the disk answered with an error{output}", zh: "磁盘返回错误{output}" }
    help { en: "give these lines to whoever made the file; --no-gate installs it without this test", zh: "请把以上输出交给文件的制作者;--no-gate 可不经检查直接安装" }
    suite_help { en: "give these lines to whoever made the file; --skip-acceptance installs it without its acceptance suites", zh: "请把以上输出交给文件的制作者;--skip-acceptance 可跳过验收测试直接安装" }
    memory_help { en: "the kernel may have ended it for want of memory: close other programs, or leave the gate out with --no-gate", zh: "可能因内存不足被内核终止:请关闭其他程序,或用 --no-gate 跳过检查" }
    address_space_help(kib) { en: "memory is limited here to {kib} KiB a process (ulimit -v), which is too little for Go: raise the limit, or leave the gate out with --no-gate", zh: "此处每个进程的内存被限制为 {kib} KiB(ulimit -v),不足以运行 Go:请提高该限制,或用 --no-gate 跳过检查" }
    processes_help { en: "no more processes or threads may be started here: end others, or leave the gate out with --no-gate", zh: "此处不能再启动更多进程或线程:请结束其他进程,或用 --no-gate 跳过检查" }
    processes_limit_help(limit) { en: "this user may have no more than {limit} processes and threads (ulimit -u): raise the limit, or leave the gate out with --no-gate", zh: "该用户最多只能有 {limit} 个进程和线程(ulimit -u):请提高该限制,或用 --no-gate 跳过检查" }
    slow_help { en: "if this host is merely slow, leave the gate out with --no-gate", zh: "如果只是本机较慢,可用 --no-gate 跳过检查" }
    no_suite(name) { en: "meta/acceptance names {name}, which is not carried", zh: "meta/acceptance 列出了 {name},但文件没有携带它" }
    preparing(place) { en: "preparing a scratch directory in {place}", zh: "在 {place} 准备临时目录" }
    no_scratch { en: "there is no directory here with 100 MiB free in which programs may be written and run", zh: "没有剩余 100 MiB 且可以写入并运行程序的目录" }
    no_scratch_help { en: "name one with TMPDIR; it must not be mounted noexec", zh: "请用 TMPDIR 指定一个;其挂载不得带 noexec" }
    smoke { en: "build, run and test a program with an installed release, and change nothing (default: the current one)", zh: "用已安装的版本编译、运行并测试一个程序,不作任何改动(默认为当前版本)" }
    skip_acceptance { en: "leave out the acceptance suites that the file carries", zh: "跳过文件携带的验收测试" }
}
