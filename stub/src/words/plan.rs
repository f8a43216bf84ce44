//! What a verb would change, before it does.

use super::catalogue;

catalogue! {
    heading { en: "what will happen, in this order:", zh: "将按以下顺序执行:" }
    nothing { en: "nothing will be changed", zh: "不会作任何改动" }
    dry_run { en: "this was --dry-run: nothing was changed", zh: "以上为 --dry-run 预演:未作任何改动" }
    numbered(number, step) { en: "{number}. {step}", zh: "{number}. {step}" }
    create_directory(path) { en: "make the directory {path}", zh: "创建目录 {path}" }
    lock(path) { en: "take the lock {path}", zh: "获取锁 {path}" }
    unpack(files, mib, path) { en: "unpack {files} files, {mib} MiB, beside {path}", zh: "在 {path} 旁边解出 {files} 个文件,共 {mib} MiB" }
    share(from) { en: "share files that are unchanged with {from}", zh: "与 {from} 共享未改变的文件" }
    run_gate(mib, path) { en: "test the new release where it was unpacked, with {mib} MiB of room for what that compiles: {path}", zh: "在解出位置测试新版本(编译需要 {mib} MiB 空间):{path}" }
    move_into_place(path) { en: "move it into its place: {path}", zh: "移动到最终位置:{path}" }
    write_file(path) { en: "write {path}", zh: "写入 {path}" }
    append(path) { en: "add a line to {path}", zh: "在 {path} 中追加一行" }
    fill_cache(path) { en: "put what Go has compiled before into the build cache {path}", zh: "将 Go 预先编译的内容放入构建缓存 {path}" }
    gather_modules(path) { en: "put together what the releases bring of modules: {path}", zh: "汇集各版本带来的模块:{path}" }
    thin_cache(path, releases) { en: "take what only {releases} brought out of the build cache {path}", zh: "从构建缓存 {path} 中取出仅由 {releases} 带来的内容" }
    set_mode(path) { en: "set the mode of {path}", zh: "设置 {path} 的权限" }
    link(path, target) { en: "make the link {path} -> {target}", zh: "创建链接 {path} -> {target}" }
    switch(path, from, to) { en: "switch {path} from {from} to {to}", zh: "将 {path} 从 {from} 切换到 {to}" }
    switch_first(path, to) { en: "switch {path} to {to}", zh: "将 {path} 切换到 {to}" }
    edit_profile(path) { en: "edit goferry's line in {path}", zh: "编辑 {path} 中 goferry 的那一行" }
    remove(path) { en: "remove {path}", zh: "删除 {path}" }
}
