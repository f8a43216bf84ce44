//! The frame around what is said: labels of errors and warnings, questions, units.

use super::catalogue;

catalogue! {
    error { en: "error:", zh: "错误:" }
    caused_by { en: "caused by:", zh: "原因:" }
    help { en: "help:", zh: "办法:" }
    warning { en: "warning:", zh: "警告:" }
    question(question) { en: "{question} [y/N] ", zh: "{question}(输入 y 表示同意)[y/N] " }
    opening_log(path) { en: "opening the log file {path}", zh: "打开日志文件 {path}" }
    writing_output { en: "writing to standard output", zh: "写入标准输出" }
    output_lost(why) { en: "standard output takes nothing more ({why}); the work goes on", zh: "标准输出已无法写入({why});操作继续进行" }
    bug_help { en: "this is a bug of goferry; please report it with the log (--log FILE)", zh: "这是 goferry 的缺陷;请附上日志(--log 文件)报告给维护者" }
    epoch(found) { en: "SOURCE_DATE_EPOCH is {found}, which is not a number of seconds", zh: "SOURCE_DATE_EPOCH 为 {found},不是秒数" }
}
