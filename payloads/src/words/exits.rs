//! What each exit code means.

use super::catalogue;

catalogue! {
    DONE { en: "done, or nothing to do", zh: "完成,或无事可做" }
    USAGE { en: "the command line cannot be understood", zh: "命令行无法理解" }
    CHANGED { en: "something was changed (only with --changed-exit)", zh: "有改动(仅在使用 --changed-exit 时)" }
    DECLINED { en: "declined by the user", zh: "用户未同意" }
    PREFLIGHT { en: "a check before the first write failed", zh: "写入之前的检查未通过" }
    WRONG_CPU { en: "wrong CPU or ABI", zh: "CPU 架构或 ABI 不符" }
    TOO_OLD { en: "kernel or library too old", zh: "内核或库版本过低" }
    NO_SPACE { en: "no space, inodes or quota left", zh: "空间、inode 或配额不足" }
    DESTINATION { en: "the destination cannot be used (noexec, read-only, permission)", zh: "目标位置不可用(禁止执行、只读或无权限)" }
    SECURITY_MODULE { en: "blocked by a security module of this host", zh: "被本机的安全模块阻止" }
    IO { en: "input or output error at the destination", zh: "目标位置读写出错" }
    DAMAGED { en: "the file is damaged or incomplete", zh: "文件已损坏或不完整" }
    BAD_SIGNATURE { en: "a signature does not hold", zh: "签名无效" }
    UNTRUSTED { en: "the signer is unknown or not trusted here", zh: "签名者未知或不受本机信任" }
    POLICY { en: "refused by policy (required signature missing, downgrade, revoked key)", zh: "被策略拒绝(缺少必需的签名、降级或密钥已吊销)" }
    MEDIUM { en: "the medium the file is on failed", zh: "文件所在的介质出错" }
    NEWER { en: "authentic, but needs a newer goferry", zh: "文件真实可信,但需要更新版本的 goferry" }
    BUSY { en: "busy: another run holds the lock", zh: "正忙:另一个进程持有锁" }
    SWITCH_FAILED { en: "switching failed, the old version is intact", zh: "切换失败,旧版本完好" }
    PROFILE { en: "no shell profile could be edited, the installation is intact", zh: "无法修改任何 shell 配置文件,安装本身完好" }
    STATE { en: "the recorded state is damaged; repair mends it", zh: "状态记录已损坏,可用 repair 修复" }
    SMOKE { en: "the smoke test failed, nothing was activated", zh: "冒烟测试失败,未启用新版本" }
    MODIFIED { en: "the installed tree was modified", zh: "已安装的文件被改动过" }
    SLOW { en: "a benchmark stayed below its objective", zh: "基准测试未达到目标" }
    RESIDUE { en: "something is left after uninstalling", zh: "卸载后仍有残留" }
    VOLUME { en: "a volume is missing", zh: "缺少分卷" }
    BUG { en: "a bug of goferry", zh: "goferry 自身的缺陷" }
    HANGUP { en: "ended by SIGHUP", zh: "被 SIGHUP 终止" }
    INTERRUPT { en: "ended by SIGINT", zh: "被 SIGINT 终止" }
    TERMINATE { en: "ended by SIGTERM", zh: "被 SIGTERM 终止" }
}
