//! The record of what was done to an installation.

use super::catalogue;

catalogue! {
    recording(path) { en: "adding a line to the audit log {path}", zh: "向审计日志 {path} 追加一行" }
    reading(path) { en: "reading the audit log {path}", zh: "读取审计日志 {path}" }
    no_file(path) { en: "{path} is not a regular file", zh: "{path} 不是普通文件" }
    no_file_help { en: "move it away; goferry begins a new audit log then", zh: "请将其移走;之后 goferry 会新建审计日志" }
    not_recorded(path, why) { en: "this was not added to the audit log {path}: {why}", zh: "此次操作未能写入审计日志 {path}:{why}" }
    cut_off(action, time, line) { en: "the {action} begun on {time} has no end in the audit log (line {line}): it was killed, or the power failed", zh: "{time} 开始的 {action} 在审计日志中没有结束记录(第 {line} 条):当时进程被终止或断电" }
    no_log(path) { en: "there is no audit log in {path}", zh: "{path} 中没有审计日志" }
    no_log_help { en: "the next change begins a new one; if you did not take it away, find out who did", zh: "下一次更改会新建日志;如果不是您移走的,请查明是谁" }
    whole(path, lines) { en: "{path}: {lines} lines, unbroken", zh: "{path}:共 {lines} 条,链条完整" }
    head(seq, sha256) { en: "head, to be noted elsewhere: {seq}:{sha256}", zh: "链头(请抄录到别处保存):{seq}:{sha256}" }
    broken(path, count) { en: "{path} does not hold what goferry wrote: {count} findings", zh: "{path} 的内容与 goferry 写入的不符:共 {count} 处" }
    broken_help { en: "keep the file as evidence, and compare it with what a log server has received; once audit.jsonl is moved away, goferry begins a new log", zh: "请保留该文件作为证据,并与日志服务器收到的内容对比;将 audit.jsonl 移走后,goferry 会新建日志" }
    changed(line) { en: "line {line} was changed, or the one after it", zh: "第 {line} 条或其后一条被修改过" }
    no_beginning { en: "line 1 begins no chain: it was changed", zh: "第 1 条不是链条的开头:被修改过" }
    missing(from, to) { en: "lines {from} to {to} are missing", zh: "缺少第 {from} 至 {to} 条" }
    misplaced(line, expected) { en: "line {line} stands where line {expected} belongs: inserted, repeated or moved", zh: "应为第 {expected} 条的位置出现了第 {line} 条:被插入、重复或移动" }
    foreign(line) { en: "after line {line} there is something goferry did not write", zh: "第 {line} 条之后有不是 goferry 写入的内容" }
    noted_differs(line) { en: "line {line} is not the one whose head was noted", zh: "第 {line} 条与抄录的链头不一致" }
    noted_missing(line) { en: "line {line}, whose head was noted, is missing", zh: "缺少已抄录链头的第 {line} 条" }
    torn(line) { en: "after line {line} there is a line that was cut short while it was written, as a power cut does", zh: "第 {line} 条之后有一条在写入途中被截断的内容,断电会造成这种情况" }
    unfinished(action, line) { en: "the {action} of line {line} has no end: it was killed, or the power failed, or it runs still", zh: "第 {line} 条的 {action} 没有结束记录:进程被终止、断电或仍在运行" }
}
