//! Rehearsing on the release machine what will be done on the far side.

use super::catalogue;

catalogue! {
    begins(project, version, whose) { en: "rehearsing {project} as it is carried, with Go {version} ({whose})", zh: "以随包携带的状态预演 {project},使用 Go {version}({whose})" }
    carried { en: "the one that is carried", zh: "随包携带的版本" }
    this_machines { en: "this machine's: the one that is carried does not run here", zh: "本机的版本:随包携带的 Go 不能在此运行" }
    ended(project, seconds) { en: "rehearsed {project} in {seconds} s", zh: "{project} 预演完毕,用时 {seconds} 秒" }
    not_cut_off { en: "this kernel lets nobody but root take the network away from a program; the rehearsal relies on GOPROXY=off", zh: "本机内核不允许普通用户隔离程序的网络;预演仅依靠 GOPROXY=off" }
    no_go { en: "no Go runs here that could rehearse: none of the carried ones is for this CPU, and there is no go on PATH", zh: "本机没有可用于预演的 Go:随包携带的都不适用于本机 CPU,PATH 中也没有 go" }
    no_go_help { en: "install Go on this machine, or leave the rehearsal out with --no-rehearsal", zh: "请在本机安装 Go,或用 --no-rehearsal 省去预演" }
    preparing(path) { en: "preparing {path}", zh: "准备 {path}" }
    running(command) { en: "running go {command}", zh: "运行 go {command}" }
    listing(project) { en: "listing the packages of {project}", zh: "列出 {project} 的软件包" }
    refused(findings) { en: "on the far side this would not work:{findings}", zh: "在隔离网内将无法正常使用:{findings}" }
    help { en: "mend it here, or carry it all the same with --no-rehearsal", zh: "请在此修正,或用 --no-rehearsal 照样携带" }
    strict_help { en: "these are warnings without --strict", zh: "不加 --strict 时以上仅为警告" }
    does_not_build(project, cpu, text) { en: "{project} does not build for {cpu}: {text}", zh: "{project} 无法为 {cpu} 构建:{text}" }
    vendor_unused(project) { en: "{project} does not build: the go line of its go.mod is missing or older than 1.14, so Go does not look into the vendor tree; go mod edit -go=1.14, or a later one, mends it", zh: "{project} 无法构建:其 go.mod 没有 go 行或低于 1.14,Go 不会使用 vendor 目录;用 go mod edit -go=1.14 或更高版本即可修正" }
    tests_do_not_compile(project, cpu, text) { en: "the tests of {project} do not compile for {cpu}: {text}", zh: "{project} 的测试无法为 {cpu} 编译:{text}" }
    vet(project, cpu, text) { en: "go vet objects to {project} for {cpu}: {text}", zh: "go vet 对 {project}({cpu})提出异议:{text}" }
    needs_cgo(project, file) { en: "{project} needs cgo: {file}; where there is no C compiler on the far side, what it does is left out of the program", zh: "{project} 需要 cgo:{file};若隔离网内没有 C 编译器,程序中将缺少其功能" }
    only_with_cgo(project, file) { en: "{project} builds only where there is a C compiler, because of {file}", zh: "由于 {file},{project} 只有在有 C 编译器的机器上才能构建" }
    fails_with_cgo(project, cpu, text) { en: "{project} builds for {cpu} without cgo, but not with the C compiler of this machine: {text}", zh: "{project} 不用 cgo 可为 {cpu} 构建,但用本机的 C 编译器则不能:{text}" }
    cgo_untried(project, cpu, file, text) { en: "{project} does not build for {cpu} without a C compiler for it, because of {file}, and there is none here to try it with: {text}", zh: "由于 {file},{project} 没有 {cpu} 的 C 编译器便无法构建,而本机也没有可供尝试的编译器:{text}" }
    pointer_embedded(project, member) { en: "{project} embeds {member}, which is a Git LFS pointer and not the file itself: git lfs pull fetches it", zh: "{project} 嵌入的 {member} 是 Git LFS 指针而不是文件本身:请用 git lfs pull 获取" }
    pointers(project, count, first) { en: "{project} has Git LFS pointers in the place of files, {count} in all, such as {first}: git lfs pull fetches them", zh: "{project} 中有 {count} 个文件只是 Git LFS 指针,例如 {first}:请用 git lfs pull 获取" }
    works_on(what, version) { en: "working on {what} with Go {version} and the modules that travel alone", zh: "仅用所携带的模块,以 Go {version} 试作 {what} 的开发" }
    not_offline(command, what, why) { en: "go {command} of {what}: {why}", zh: "对 {what} 执行 go {command}:{why}" }
    not_tidy(what) { en: "{what} is not tidy: go mod tidy would change its go.mod or go.sum, here as there", zh: "{what} 未整理:无论在此处还是隔离网内,go mod tidy 都会改动其 go.mod 或 go.sum" }
    generator(project, at, command, cause) { en: "go generate will not work in {project}: {at} runs {command}, and {cause}", zh: "{project} 中 go generate 将无法使用:{at} 会运行 {command},而 {cause}" }
    generator_fetched(project, at, command) { en: "go generate will not work in {project}: {at} runs {command}, which is fetched from a network; a tool line in go.mod and go tool carry it along", zh: "{project} 中 go generate 将无法使用:{at} 会运行 {command},需从网络获取;在 go.mod 中写入 tool 行并改用 go tool 即可随包携带" }
}
