//! Replacing the installed goferry, and nothing else, with the one that a file carries.

use super::catalogue;

catalogue! {
    not_upgraded(program) { en: "{program} was not replaced; it is as it was", zh: "{program} 未被替换,保持原样" }
    no_program(place) { en: "there is no goferry in {place} that could be replaced", zh: "{place} 中没有可以替换的 goferry" }
    no_program_help { en: "run the file itself to install what it carries", zh: "请直接运行该文件,安装其内容" }
    no_stub(file) { en: "{file} carries no goferry", zh: "{file} 没有携带 goferry" }
    other_cpu(file, cpus, cpu) { en: "{file} carries goferry for {cpus}, and {cpu} is needed", zh: "{file} 携带的 goferry 面向 {cpus},而此处需要 {cpu}" }
    no_such_program(file, cpu) { en: "what {file} carries as goferry is no program for {cpu}", zh: "{file} 中作为 goferry 携带的内容不是 {cpu} 架构的程序" }
    older(file, after, before) { en: "{file} carries goferry {after}, which is older than the goferry {before} that is installed", zh: "{file} 携带的 goferry {after} 比已安装的 goferry {before} 更旧" }
    older_help { en: "--allow-downgrade takes it all the same", zh: "如确需使用,请加 --allow-downgrade" }
    testing { en: "testing the new program", zh: "测试新程序" }
    another(found, expected) { en: "it says \"{found}\" instead of \"{expected}\"", zh: "它输出“{found}”,而应为“{expected}”" }
    start_failed { en: "it does not start on this host", zh: "它无法在本机启动" }
    unchanged(program, version) { en: "{program} is this very goferry {version} already; nothing was changed", zh: "{program} 已是同一个 goferry {version};未作任何改动" }
    upgraded(program, after, before, signer) { en: "{program}: goferry {after} in place of {before}, signed by {signer}", zh: "{program}:已由 goferry {after} 取代 {before},签名者为 {signer}" }
    version(version) { en: "{version}", zh: "{version}" }
    unknown { en: "one that does not say its version", zh: "未能说明版本的程序" }
    kept_newer(program, before, after) { en: "{program} stays as it is: goferry {before} there is newer than the {after} that this file carries", zh: "{program} 保持不变:其中的 goferry {before} 比本文件携带的 {after} 更新" }
}
