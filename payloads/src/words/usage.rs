//! The command line itself.

use super::catalogue;

catalogue! {
    USAGE { en: "Usage:", zh: "用法:" }
    VERBS { en: "Verbs", zh: "命令" }
    VERB { en: "VERB", zh: "命令" }
    OPTIONS { en: "Options", zh: "选项" }
    ARGUMENTS { en: "Arguments", zh: "参数" }
    HELP_FLAG { en: "show this help", zh: "显示本帮助" }
    VERSION_FLAG { en: "show the version", zh: "显示版本" }
    JSON { en: "one JSON document on standard output, for machines", zh: "在标准输出上给出一个 JSON 文档,供程序读取" }
    QUIET { en: "say nothing but warnings and errors", zh: "只显示警告和错误" }
    LANG { en: "language of all messages (default: from the locale)", zh: "消息的语言(默认由区域设置决定)" }
    LOG { en: "keep a plain, dated copy of what is said in FILE", zh: "把显示的内容带时间戳另存到文件" }
    UNKNOWN_ARGUMENT { en: "unknown option {argument}", zh: "未知选项 {argument}" }
    UNKNOWN_VERB { en: "unknown verb {verb}", zh: "未知命令 {verb}" }
    MISSING_ARGUMENT { en: "missing: {argument}", zh: "缺少:{argument}" }
    MISSING_VERB { en: "a verb is missing", zh: "缺少命令" }
    MISSING_VALUE { en: "{argument} needs a value", zh: "{argument} 需要一个值" }
    BAD_VALUE { en: "{argument} does not take the value {value}", zh: "{argument} 不接受值 {value}" }
    CONFLICT { en: "{argument} cannot be used together with {other}", zh: "{argument} 不能与 {other} 同时使用" }
    OTHER { en: "{why}", zh: "命令行有误:{why}" }
    SEE_HELP { en: "--help shows what is possible", zh: "使用 --help 查看可用选项" }
    DID_YOU_MEAN { en: "did you mean {suggestion}?", zh: "您是否想输入 {suggestion}?" }
}
