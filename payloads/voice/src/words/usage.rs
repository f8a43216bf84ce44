//! The command line itself.

use super::catalogue;

catalogue! {
    usage { en: "Usage:", zh: "用法:" }
    verbs { en: "Verbs", zh: "命令" }
    verb { en: "VERB", zh: "命令" }
    options { en: "Options", zh: "选项" }
    arguments { en: "Arguments", zh: "参数" }
    help_flag { en: "show this help", zh: "显示本帮助" }
    version_flag { en: "show the version", zh: "显示版本" }
    json { en: "one JSON document on standard output, for machines", zh: "在标准输出上给出一个 JSON 文档,供程序读取" }
    quiet { en: "say nothing but warnings and errors", zh: "只显示警告和错误" }
    lang { en: "language of all messages (default: from the locale)", zh: "消息的语言(默认由区域设置决定)" }
    log { en: "keep a plain, dated copy of what is said in FILE", zh: "把显示的内容带时间戳另存到文件" }
    unknown_argument(argument) { en: "unknown option {argument}", zh: "未知选项 {argument}" }
    superfluous(argument) { en: "unexpected argument {argument}", zh: "多余的参数 {argument}" }
    not_utf8 { en: "an argument is not UTF-8", zh: "有参数不是 UTF-8 编码" }
    unknown_verb(verb) { en: "unknown verb {verb}", zh: "未知命令 {verb}" }
    missing_argument(argument) { en: "missing: {argument}", zh: "缺少:{argument}" }
    missing_verb { en: "a verb is missing", zh: "缺少命令" }
    missing_value(argument) { en: "{argument} needs a value", zh: "{argument} 需要一个值" }
    bad_value(argument, value) { en: "{argument} does not take the value {value}", zh: "{argument} 不接受值 {value}" }
    conflict(argument, other) { en: "{argument} cannot be used together with {other}", zh: "{argument} 不能与 {other} 同时使用" }
    needless_value(argument, value) { en: "{argument} takes no value, but {value} was given", zh: "{argument} 不带值,却给出了 {value}" }
    takes(values) { en: "it takes: {values}", zh: "可用的值:{values}" }
    see_help { en: "--help shows what is possible", zh: "使用 --help 查看可用选项" }
    did_you_mean(suggestion) { en: "did you mean {suggestion}?", zh: "您是否想输入 {suggestion}?" }
}
