//! What a program asks of its host, and what the host is.

use super::catalogue;

catalogue! {
    may_not_start(path, why) { en: "a program that was put into {path} does not start there: {why}", zh: "放入 {path} 的程序无法在其中启动:{why}" }
    may_not_start_help { en: "something on this host forbids programs that it does not know: ask its administrator what has to be allowed for that directory", zh: "本机有机制禁止未知程序:请询问管理员该目录需要何种许可" }
    may_not_start_by(modules) { en: "at work on this host: {modules}; ask its administrator to allow programs in that directory, and what is built there", zh: "本机正在起作用的有:{modules};请管理员允许该目录中的程序及在其中构建的程序" }
    keeps_no_mode(path) { en: "{path} is on a file system on which no file can be made executable: Go could not run there", zh: "{path} 所在文件系统无法赋予文件可执行权限:Go 无法在其中运行" }
    comparing(version) { en: "comparing what Go {version} in this file needs with this host", zh: "核对文件中 Go {version} 的运行要求与本机" }
    little { en: "little-endian", zh: "小端" }
    big { en: "big-endian", zh: "大端" }
    other_machine(file, bits, order, host) { en: "its program go is made for {file} ({bits}-bit, {order}), this host is {host}", zh: "其中的 go 程序适用于 {file}({bits} 位,{order}),本机为 {host}" }
    other_world(file, kernel, host) { en: "this Go is made for LoongArch's {file}, this host's kernel ({kernel}) is of the {host}; neither runs the other's programs", zh: "该 Go 适用于龙架构{file},而本机内核({kernel})属于{host};两者的程序不能互相运行" }
    take_old_world { en: "take the file with the vendor's Go for the old world, whose name ends in -abi1.0-linux-loong64.run; upstream Go does not run on this kernel", zh: "请使用携带厂商旧世界 Go 的文件(文件名以 -abi1.0-linux-loong64.run 结尾);官方 Go 不能在本机内核上运行" }
    take_new_world { en: "take the file with upstream Go, whose name ends in -linux-loong64.run without abi1.0 before it", zh: "请使用携带官方 Go(新世界)的文件:文件名以 -linux-loong64.run 结尾,其前没有 abi1.0" }
    kernel(needed, kernel) { en: "Linux {needed} or later is needed, this is {kernel}", zh: "需要 Linux {needed} 或更新的内核,本机为 {kernel}" }
    kernel_help { en: "take a file with an older Go (up to 1.23 Linux 2.6.32 suffices), or a newer system", zh: "请使用携带较旧 Go 的文件(Go 1.23 及更早版本只需 Linux 2.6.32),或升级系统" }
    pages(file, host) { en: "its program go is linked for pages of at most {file} bytes, this host's have {host}", zh: "其中的 go 程序按不超过 {file} 字节的内存页链接,而本机内存页为 {host} 字节" }
    pages_help { en: "take a file whose Go is linked for such pages, or boot a kernel with smaller ones", zh: "请使用按此页大小链接的 Go,或改用内存页较小的内核" }
    loader(loader) { en: "its program go asks for the loader {loader}, which this host does not have", zh: "其中的 go 程序需要加载器 {loader},本机没有" }
    loader_help { en: "take a file for this system; official Go asks for no loader", zh: "请使用适用于本系统的文件;官方 Go 不需要加载器" }
    float { en: "its program go uses floating-point registers, which this CPU does not have", zh: "其中的 go 程序使用浮点寄存器,而本机 CPU 没有" }
    mips_release(file, host) { en: "its program go is made for {file} of the MIPS instruction set, this CPU runs {host}", zh: "其中的 go 程序适用于 MIPS 指令集{file},而本机 CPU 为{host}" }
    release_6 { en: "release 6", zh: "第 6 版" }
    before_release_6 { en: "earlier releases than 6", zh: "第 6 版之前的版本" }
    nans { en: "its program go is made for the NaNs of IEEE 754-2008, this CPU has the older ones", zh: "其中的 go 程序采用 IEEE 754-2008 的 NaN 表示,而本机 CPU 采用旧式表示" }
    other_go_help { en: "take a file whose Go is made for this CPU", zh: "请使用其 Go 适用于本机 CPU 的文件" }
}
