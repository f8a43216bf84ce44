//! What the host demands of every file: `/etc/goferry`, the TPM, admission statements.

use super::catalogue;

catalogue! {
    reading(path) { en: "reading {path}", zh: "读取 {path}" }
    asking(place) { en: "comparing with the roots that this host accepts ({place})", zh: "与本机认可的信任根({place})比对" }
    unreadable(path) { en: "{path} cannot be read", zh: "无法读取 {path}" }
    no_file(path) { en: "{path} is not a regular file", zh: "{path} 不是普通文件" }
    too_long(path, limit) { en: "{path} is longer than {limit} bytes", zh: "{path} 超过 {limit} 字节" }
    not_roots(path, owner) { en: "{path} belongs to user {owner}, not to root", zh: "{path} 属于用户 {owner},而不属于 root" }
    writable(path, mode) { en: "{path} can be written by others than root (mode {mode})", zh: "{path} 可被 root 以外的用户写入(权限 {mode})" }
    no_certificate(path) { en: "{path} is not a certificate that can be used", zh: "{path} 不是可用的证书" }
    help { en: "nothing is accepted on this host until its administrator corrects that; files in /etc/goferry are regular, root's own and writable for nobody else", zh: "管理员更正之前,本机不接受任何内容;/etc/goferry 中的文件须为普通文件,属于 root,且其他人不可写" }
    reading_pin(pin) { en: "reading the root's fingerprint from {pin}", zh: "从 {pin} 读取信任根指纹" }
    no_tool(program, places) { en: "{program} is in none of {places}", zh: "{places} 中都没有 {program}" }
    no_tool_help { en: "the host's administrator installs the package tpm2-tools", zh: "请管理员安装软件包 tpm2-tools" }
    tool_not_run(program) { en: "{program} could not be run", zh: "无法运行 {program}" }
    no_tpm { en: "/dev/tpmrm0 cannot be used: the host has no TPM 2.0, or you may not ask it", zh: "无法使用 /dev/tpmrm0:本机没有 TPM 2.0,或您无权访问" }
    no_tpm_help { en: "run this as root or as a member of the group that owns /dev/tpmrm0 (usually tss)", zh: "请以 root 身份,或以拥有 /dev/tpmrm0 的用户组(通常为 tss)成员身份运行" }
    no_index { en: "the TPM has no such NV index", zh: "TPM 中没有该 NV 索引" }
    never_written { en: "this NV index was defined but never written", zh: "该 NV 索引已定义,但从未写入" }
    define { en: "the host's administrator defines it with authread and writes the root's fingerprint to it (tpm2_nvdefine, tpm2_nvwrite)", zh: "请管理员以 authread 属性定义该索引,并写入信任根指纹(tpm2_nvdefine、tpm2_nvwrite)" }
    locked { en: "the TPM is locked out after too many wrong authorizations", zh: "因授权错误次数过多,TPM 已锁定" }
    locked_help { en: "wait until its recovery time has passed, or let the host's administrator end it with tpm2_dictionarylockout --clear-lockout", zh: "请等待其恢复时间过去,或由管理员执行 tpm2_dictionarylockout --clear-lockout 解除锁定" }
    tool_overdue(program, seconds) { en: "{program} has not answered within {seconds} seconds and was ended", zh: "{program} 在 {seconds} 秒内没有回应,已被终止" }
    tool_overdue_help { en: "another program may be holding the TPM: see who has /dev/tpmrm0 or /dev/tpm0 open (fuser -v), then try again", zh: "TPM 可能被其他程序占用:请查看谁打开了 /dev/tpmrm0 或 /dev/tpm0(fuser -v),然后重试" }
    tool_refused(why) { en: "the TPM does not give it out: {why}", zh: "TPM 未给出内容:{why}" }
    no_fingerprint(length) { en: "the NV index holds {length} bytes, which are no fingerprint", zh: "该 NV 索引的内容为 {length} 字节,不是指纹" }
    no_fingerprint_help { en: "it holds 20 bytes, or 40 or 64 hexadecimal digits, and nothing else", zh: "内容应为 20 个字节,或 40 位或 64 位十六进制数字,不得有其他内容" }
    admitted_by(signer, key, on, note) { en: "admitted by {signer}\n  certificate {key}, on {on}: {note}", zh: "准入者:{signer}\n  证书 {key},准入时间 {on}:{note}" }
}
