//! The record of what was done to an installation.

use super::catalogue;

catalogue! {
    RECORDING { en: "adding a line to the audit log {path}", zh: "向审计日志 {path} 追加一行" }
    READING { en: "reading the audit log {path}", zh: "读取审计日志 {path}" }
    NO_FILE { en: "{path} is not a regular file", zh: "{path} 不是普通文件" }
    NO_FILE_HELP { en: "move it away; goferry begins a new audit log then", zh: "请将其移走;之后 goferry 会新建审计日志" }
    NOT_RECORDED { en: "this was not added to the audit log {path}: {why}", zh: "此次操作未能写入审计日志 {path}:{why}" }
    CUT_OFF { en: "the {action} begun on {time} has no end in the audit log (line {line}): it was killed, or the power failed", zh: "{time} 开始的 {action} 在审计日志中没有结束记录(第 {line} 条):当时进程被终止或断电" }
    NO_LOG { en: "there is no audit log in {path}", zh: "{path} 中没有审计日志" }
    NO_LOG_HELP { en: "the next change begins a new one; if you did not take it away, find out who did", zh: "下一次更改会新建日志;如果不是您移走的,请查明是谁" }
    WHOLE { en: "{path}: {lines} lines, unbroken", zh: "{path}:共 {lines} 条,链条完整" }
    HEAD { en: "head, to be noted elsewhere: {seq}:{sha256}\n  the same by SM3: {seq}:{sm3}", zh: "链头(请抄录到别处保存):{seq}:{sha256}\n  SM3 形式:{seq}:{sm3}" }
    BROKEN { en: "{path} does not hold what goferry wrote: {count} findings", zh: "{path} 的内容与 goferry 写入的不符:共 {count} 处" }
    BROKEN_HELP { en: "keep the file as evidence, and compare it with what a log server has received; once audit.jsonl and audit.head are moved away together, goferry begins a new log", zh: "请保留该文件作为证据,并与日志服务器收到的内容对比;将 audit.jsonl 和 audit.head 一起移走后,goferry 会新建日志" }
    CHANGED { en: "line {line} was changed, or the one after it", zh: "第 {line} 条或其后一条被修改过" }
    NO_BEGINNING { en: "line 1 begins no chain: it was changed", zh: "第 1 条不是链条的开头:被修改过" }
    CHANGED_LAST { en: "line {line}, the last that was written, was changed", zh: "最后写入的第 {line} 条被修改过" }
    MISSING { en: "lines {from} to {to} are missing", zh: "缺少第 {from} 至 {to} 条" }
    CUT { en: "the end is missing: goferry wrote up to line {to}, the file ends with line {from}", zh: "末尾缺失:goferry 已写到第 {to} 条,而文件止于第 {from} 条" }
    MISPLACED { en: "line {line} stands where line {expected} belongs: inserted, repeated or moved", zh: "应为第 {expected} 条的位置出现了第 {line} 条:被插入、重复或移动" }
    FOREIGN { en: "after line {line} there is something goferry did not write", zh: "第 {line} 条之后有不是 goferry 写入的内容" }
    NO_HEAD { en: "audit.head, which every line renews, is missing or damaged", zh: "每写一条都会更新的 audit.head 缺失或损坏" }
    NOTED_DIFFERS { en: "line {line} is not the one whose head was noted", zh: "第 {line} 条与抄录的链头不一致" }
    NOTED_MISSING { en: "line {line}, whose head was noted, is missing", zh: "缺少已抄录链头的第 {line} 条" }
    TORN { en: "after line {line} there is a line that was cut short while it was written, as a power cut does", zh: "第 {line} 条之后有一条在写入途中被截断的内容,断电会造成这种情况" }
    HEAD_BEHIND { en: "audit.head is of line {line}: the last line came to the disk, the new head did not", zh: "audit.head 停在第 {line} 条:最后一条已写入磁盘,新的链头未及写入" }
    UNFINISHED { en: "the {action} of line {line} has no end: it was killed, or the power failed, or it runs still", zh: "第 {line} 条的 {action} 没有结束记录:进程被终止、断电或仍在运行" }
}
