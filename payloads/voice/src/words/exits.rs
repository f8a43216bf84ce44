//! What each exit code means.

use super::catalogue;

catalogue! {
    done { en: "done, or nothing to do", zh: "完成,或无事可做" }
    usage { en: "the command line cannot be understood", zh: "命令行无法理解" }
    changed { en: "something was changed (only with --changed-exit)", zh: "有改动(仅在使用 --changed-exit 时)" }
    declined { en: "declined by the user", zh: "用户未同意" }
    preflight { en: "a check before the first write failed", zh: "写入之前的检查未通过" }
    wrong_cpu { en: "wrong CPU or ABI", zh: "CPU 架构或 ABI 不符" }
    too_old { en: "kernel or library too old", zh: "内核或库版本过低" }
    no_space { en: "no space, inodes or quota left", zh: "空间、inode 或配额不足" }
    destination { en: "the destination cannot be used (noexec, read-only, permission)", zh: "目标位置不可用(禁止执行、只读或无权限)" }
    security_module { en: "blocked by a security module of this host", zh: "被本机的安全模块阻止" }
    io { en: "input or output error at the destination", zh: "目标位置读写出错" }
    damaged { en: "the file is damaged or incomplete", zh: "文件已损坏或不完整" }
    bad_signature { en: "a signature does not hold", zh: "签名无效" }
    untrusted { en: "the signer is unknown or not trusted here", zh: "签名者未知或不受本机信任" }
    policy { en: "refused by policy (required signature missing, downgrade, revoked key)", zh: "被策略拒绝(缺少必需的签名、降级或密钥已吊销)" }
    medium { en: "the medium the file is on failed", zh: "文件所在的介质出错" }
    newer { en: "authentic, but needs a newer goferry", zh: "文件真实可信,但需要更新版本的 goferry" }
    busy { en: "busy: another run holds the lock", zh: "正忙:另一个进程持有锁" }
    switch_failed { en: "switching failed, the old version is intact", zh: "切换失败,旧版本完好" }
    profile { en: "no shell profile could be edited, the installation is intact", zh: "无法修改任何 shell 配置文件,安装本身完好" }
    state { en: "the recorded state is damaged; repair mends it", zh: "状态记录已损坏,可用 repair 修复" }
    smoke { en: "the smoke test failed, nothing was activated", zh: "冒烟测试失败,未启用新版本" }
    modified { en: "the installed tree was modified", zh: "已安装的文件被改动过" }
    slow { en: "a benchmark stayed below its objective", zh: "基准测试未达到目标" }
    residue { en: "something is left after uninstalling", zh: "卸载后仍有残留" }
    volume { en: "a volume is missing", zh: "缺少分卷" }
    bug { en: "a bug of goferry", zh: "goferry 自身的缺陷" }
    hangup { en: "ended by SIGHUP", zh: "被 SIGHUP 终止" }
    interrupt { en: "ended by SIGINT", zh: "被 SIGINT 终止" }
    terminate { en: "ended by SIGTERM", zh: "被 SIGTERM 终止" }
}
