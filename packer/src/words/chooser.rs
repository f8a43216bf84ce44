//! `install.sh`, the script that picks the file for a machine. Placeholders are its variables.

use super::texts;

texts! {
    ERROR { en: "error: {said}\n  help: {help}", zh: "错误: {said}\n  办法: {help}" }
    BITS { en: ", {bits}-bit", zh: ",{bits} 位" }
    LITTLE { en: ", little-endian", zh: ",小端" }
    BIG { en: ", big-endian", zh: ",大端" }
    MISSING { en: "not there", zh: "不在此处" }
    HELP { en: "Usage: sh install.sh [--print] [OPTIONS AND VERB OF THE FILE]\n\nTakes the file beside it that is for this machine, copies it to where programs may run, compares\nits SHA-256, runs it with all that is given here, and removes the copy. Under another name it is\nknown by its SHA-256:\n  sh install.sh                        install; asks first\n  sh install.sh --yes --prefix DIR     install there without asking\n  sh install.sh verify                 another verb of the file\n  sh install.sh install --help         the file's own options\n\n  -h, --help          show this help\n      --print         only say which file is for this machine\n      --lang <zh|en>  language of all messages (default: from the locale)\n  -q, --quiet         say nothing but warnings and errors\n\nThis script is a convenience: it came with the files and cannot vouch for them. The file verifies\nitself and says who signed it; compare that fingerprint with one you got another way.\n\nIt copies to the first of HOME, TMPDIR, /var/tmp and /tmp where programs run and the copy fits.\nExit codes: the file's, and 11 no file for this machine, 13 no space, 14 no place where programs\nrun, 15 not allowed to start, 16 copying failed, 20 damaged, 24 the medium failed.\n\nThis machine: {host}\nFiles in {here}:{files}", zh: "用法:sh install.sh [--print] [安装文件的选项和命令]\n\n从同一目录的文件中选出适合本机的一个,复制到允许执行程序的位置,核对 SHA-256 后连同全部参数一起运行,\n最后删除副本。文件改过名也能凭 SHA-256 认出:\n  sh install.sh                        安装(会先询问)\n  sh install.sh --yes --prefix 目录    不询问,安装到指定目录\n  sh install.sh verify                 执行安装文件的其他命令\n  sh install.sh install --help         显示安装文件自身的选项\n\n  -h, --help          显示本帮助\n      --print         只说明哪个文件适合本机\n      --lang <zh|en>  全部消息所用的语言(默认取自区域设置)\n  -q, --quiet         只显示警告和错误\n\n本脚本只为方便使用:它与这些文件一同到达,不能为它们担保。安装文件会校验自身,并说明由谁签名;\n请与通过其他途径得到的指纹核对。\n\n副本依次尝试放在 HOME、TMPDIR、/var/tmp、/tmp,取第一个允许执行程序且空间足够的位置。\n退出码:与安装文件相同;另有 11 没有适合本机的文件,13 空间不足,14 没有允许执行程序的位置,\n15 不允许启动,16 复制失败,20 文件损坏,24 介质故障。\n\n本机:{host}\n{here} 中的文件:{files}" }
    CHOICE { en: "this machine:  {host}\nits file:      {file}\nSHA-256:       {digest}\nfiles:{files}", zh: "本机:     {host}\n适用文件: {file}\nSHA-256:  {digest}\n全部文件:{files}" }
    TAKING { en: "taking {name} for this machine: {host}", zh: "本机为 {host},选用 {name}" }
    TEXT_MODE { en: "warning: each line of install.sh has got a CR at its end. A transfer in text mode does that, and damages programs: if a file is called damaged, copy all of them again in binary mode", zh: "警告: install.sh 的每行末尾多了一个 CR。以文本模式传输会造成这种情况,并会损坏程序文件:如提示文件已损坏,请以二进制模式重新复制全部文件" }
    RENAMED { en: "{name} is not in {here}, but {file} has its SHA-256 and is taken for it", zh: "{here} 中没有 {name},但 {file} 的 SHA-256 与其一致,以它代替" }
    CLEARED { en: "removed {left}, which a run that was killed had left", zh: "已删除此前被强行终止的运行所遗留的 {left}" }
    NARROW { en: "the programs of this system are 32-bit; its kernel runs 64-bit ones as well", zh: "本系统的程序为 32 位,但内核也能运行 64 位程序" }
    NO_FILE { en: "none of these files is for this machine ({host}):{files}", zh: "下列文件都不适用于本机({host}):{files}" }
    NO_FILE_HELP { en: "ask whoever made them for a file for this machine", zh: "请向文件的制作者索取适用于本机的文件" }
    WRONG_WORLD { en: "{other} is for the {otherworld} of LoongArch, this machine ({host}) has the {hostworld}; neither runs the other's programs. The files are:{files}", zh: "{other} 适用于龙架构{otherworld},而本机({host})属于{hostworld};两者的程序不能互相运行。现有文件:{files}" }
    WRONG_WORLD_HELP { en: "take the file for loong64 of the {hostworld}; it is made with goferry-pack build --arch loong64 --abi {world}", zh: "请使用 loong64 {hostworld}的文件;制作方法为 goferry-pack build --arch loong64 --abi {world}" }
    NOT_BESIDE { en: "{name}, the file for this machine ({host}), is not in {here}; this script was made with:{files}", zh: "适用于本机({host})的 {name} 不在 {here} 中;本脚本对应的文件有:{files}" }
    NOT_BESIDE_HELP { en: "put {name} beside install.sh; under another name it is known by its SHA-256", zh: "请把 {name} 与 install.sh 放在同一目录;改过名的文件可凭 SHA-256 认出" }
    NOT_WRITABLE { en: "cannot be written", zh: "不可写" }
    NOEXEC { en: "programs may not run from there (noexec)", zh: "不允许执行程序(noexec)" }
    NO_SPACE { en: "no room for the copy", zh: "空间不足,放不下副本" }
    NOT_COPIED { en: "{said}", zh: "{said}" }
    MEDIUM { en: "{file} cannot be read to its end: {said}", zh: "{file} 无法完整读取:{said}" }
    MEDIUM_HELP { en: "the stick or disc may be failing: copy the file again, from another medium", zh: "U 盘或光盘可能有故障:请换一个介质重新复制该文件" }
    NO_PLACE { en: "{name} has to be copied to where programs may run, and there is no such place. Tried:{tried}", zh: "{name} 需要复制到允许执行程序的位置,但没有这样的位置。已尝试:{tried}" }
    NO_PLACE_HELP { en: "name a directory with room where programs may run: TMPDIR=DIR sh install.sh", zh: "请指定一个空间足够且允许执行程序的目录:TMPDIR=目录 sh install.sh" }
    PASSED_OVER { en: "copied to {made}; passed over:{tried}", zh: "已复制到 {made};以下位置不可用:{tried}" }
    NO_TOOL { en: "warning: nothing here computes SHA-256 (sha256sum, shasum, openssl, busybox); the file's own check has to do", zh: "警告: 本机没有可计算 SHA-256 的工具(sha256sum、shasum、openssl、busybox),只能依靠安装文件自身的校验" }
    DAMAGED { en: "the copy of {file} is damaged or another file: its SHA-256 is\n    {found}, this script was made with\n    {digest}; nothing was run", zh: "{file} 的副本已损坏,或是另一个文件:其 SHA-256 为\n    {found},本脚本对应的是\n    {digest};没有运行任何程序" }
    DAMAGED_HELP { en: "copy {name} and install.sh again, both from the same release; if that does not help, the medium may be failing", zh: "请重新复制 {name} 和 install.sh,且两者须来自同一次发布;若仍不一致,介质可能有故障" }
    NOT_STARTED { en: "this system did not start the copy of {name} in {made}", zh: "本系统未能启动 {made} 中 {name} 的副本" }
    NOT_STARTED_HELP { en: "a security module (KYSEC, fapolicyd, SELinux) or a virus scanner may forbid it: ask the administrator to allow this file", zh: "可能被安全模块(KYSEC、fapolicyd、SELinux)或杀毒软件禁止:请联系管理员放行该文件" }
}
