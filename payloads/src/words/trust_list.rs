//! Trust lists and changes of root in the making.

use super::catalogue;

catalogue! {
    LAST_VERSION { en: "the list has the last version there can be", zh: "该列表的版本号已达上限" }
    EPOCH_ONLY_RISES { en: "epoch {new} of {line} is not above {old}, which the list has: it only rises", zh: "{line} 的纪元 {new} 不大于列表中已有的 {old}:纪元只能增加" }
    NO_RELEASE_CERTIFICATE { en: "the list would require OpenPGP signatures and name no release certificate: nothing could be released", zh: "该列表要求 OpenPGP 签名,却没有任何发布证书:将无法发布" }
    NO_SM2_ROOT { en: "the list would require SM2 signatures and name no SM2 root: nothing could be released", zh: "该列表要求 SM2 签名,却没有 SM2 根证书:将无法发布" }
    NOT_NAMED { en: "no release certificate in the list has the fingerprint {fingerprint}", zh: "列表中没有指纹为 {fingerprint} 的发布证书" }
    NOT_NAMED_HELP { en: "goferry-pack trust-list show prints those that are in it", zh: "可用 goferry-pack trust-list show 查看列表中的证书" }
    NOT_BY_A_ROOT { en: "this is the signature of key {signer}; it has to be by {roots}", zh: "这是密钥 {signer} 的签名,而应由 {roots} 签名" }
    DRAFT_SHOWN { en: "a draft, which counts for nothing before these roots have signed it: {missing}", zh: "这是草稿,以下信任根签名之前不起任何作用:{missing}" }
    NO_STATEMENT { en: "neither a trust list nor a change of root", zh: "既不是信任列表,也不是信任根更替记录" }

    ROOT { en: "the root is now {to}, no longer {from}", zh: "信任根由 {from} 变为 {to}" }
    REQUIRED_NOW { en: "every release must have a signature of kind {kind}", zh: "今后每次发布都须有 {kind} 签名" }
    REQUIRED_NO_MORE { en: "releases need no signature of kind {kind} any more", zh: "今后发布不再要求 {kind} 签名" }
    ADDED { en: "may release: {fingerprint}  {name}", zh: "可以发布:{fingerprint}  {name}" }
    REPLACED { en: "changed certificate of {fingerprint}  {name}", zh: "证书内容有变:{fingerprint}  {name}" }
    REMOVED { en: "may no longer release, earlier releases included: {fingerprint}  {name}", zh: "不能再发布,以往的发布也不再有效:{fingerprint}  {name}" }
    SM2_ROOT { en: "SM2 root: {fingerprint}  {name}", zh: "SM2 根证书:{fingerprint}  {name}" }
    SM2_ROOT_GONE { en: "no SM2 root any more, releases under it included: {fingerprint}  {name}", zh: "不再认可该 SM2 根证书及其下的发布:{fingerprint}  {name}" }
    RETIRED { en: "retired: {fingerprint}, which counts only for {limits}", zh: "已停用:{fingerprint},仅对 {limits} 有效" }
    RETIRED_AT_ONCE { en: "retired: {fingerprint}, which counts for no release any more", zh: "已停用:{fingerprint},对任何发布都不再有效" }
    RETIRED_NO_MORE { en: "no longer retired: {fingerprint}", zh: "不再停用:{fingerprint}" }
    COMPROMISED { en: "compromised: {fingerprint}, and no release by it counts any more", zh: "已泄露:{fingerprint},其所有发布都不再有效" }
    COMPROMISED_EXCEPT { en: "compromised: {fingerprint}; of its releases only these still count: {digests}", zh: "已泄露:{fingerprint};其发布中仅以下仍然有效:{digests}" }
    COMPROMISED_NO_MORE { en: "no longer compromised: {fingerprint}", zh: "不再视为泄露:{fingerprint}" }
    FLOOR { en: "lowest counter of {line}: {to} (was {from})", zh: "{line} 的最低计数:{to}(原为 {from})" }
    EPOCH { en: "epoch of {line}: {to} (was {from}); its counter starts again", zh: "{line} 的纪元:{to}(原为 {from});计数重新开始" }

    DIFFERENCE { en: "  {what}", zh: "  {what}" }
    COMPLETE_UNCHECKED { en: "every root has signed {path}; take it to the directory of the old root's certificate and run goferry-pack trust-list attach {path} there", zh: "{path} 已由全部信任根签名;请将其带到旧信任根证书所在目录,并在那里运行 goferry-pack trust-list attach {path}" }
    NEXT_VERSION { en: "trust list of {root}: version {old} becomes {new}", zh: "{root} 的信任列表:第 {old} 版变为第 {new} 版" }
    NOTHING_CHANGES { en: "it says the same as before, under a new version", zh: "内容与之前相同,仅版本号增加" }
    ROOT_FOLLOWS { en: "change {version} of the root: {old} is followed by {new}", zh: "第 {version} 次信任根更替:{old} 由 {new} 接替" }
    WRITTEN { en: "wrote {path}, checked with the root's signature", zh: "已写出 {path},并已核验信任根的签名" }
    DRAFT_WRITTEN { en: "wrote {path}, which counts for nothing before these roots have signed it: {missing}", zh: "已写出 {path};以下信任根签名之前它不起任何作用:{missing}" }
    TO_SIGN_WRITTEN { en: "wrote what is to be signed to {path}; with GnuPG:\n  gpg --local-user FINGERPRINT --sig-notation purpose@goferry.invalid={purpose} --detach-sign {path}\nthen goferry-pack trust-list attach {draft} SIGNATURE", zh: "已将待签名内容写入 {path};用 GnuPG 签名:\n  gpg --local-user 指纹 --sig-notation purpose@goferry.invalid={purpose} --detach-sign {path}\n然后运行 goferry-pack trust-list attach {draft} 签名文件" }
    NEXT_LIST { en: "the new root now has to sign a list: goferry-pack trust-list next {directory} --root-key KEYFILE; files built before that carry none that counts", zh: "接下来须由新的信任根签发列表:goferry-pack trust-list next {directory} --root-key 密钥文件;在此之前无法构建" }
    NOBODY_SIGNS { en: "nobody is named who signs it", zh: "没有指定由谁签名" }
    NOBODY_SIGNS_HELP { en: "give --root-key KEYFILE or cmd:PROGRAM, or --to-sign FILE for a root on another machine", zh: "请给出 --root-key 密钥文件 或 cmd:程序;信任根在另一台机器上时请用 --to-sign 文件" }
    SAME_ROOT { en: "{root} is the root already", zh: "{root} 已经是当前信任根" }
    DRAFT_NAME { en: "{path} does not end in {suffix}, as what still lacks a signature does", zh: "{path} 的名称不以 {suffix} 结尾,而尚缺签名的文件应以此结尾" }
    FOLLOWED_BY { en: "followed by", zh: "接替者" }
    CHANGE_VERSION { en: "change", zh: "更替次序" }
    SM2_ROOT_LABEL { en: "SM2 root", zh: "SM2 根证书" }
    EPOCH_LABEL { en: "epoch", zh: "纪元" }
    BAD_ITEM { en: "{option} {value}: {why}", zh: "{option} {value}:{why}" }
    WANT_LIMIT { en: "behind the fingerprint, separated by commas, LINE=COUNTER is expected", zh: "指纹之后应为以逗号分隔的“系列=计数”" }
    WANT_DIGEST { en: "behind the fingerprint, separated by commas, the SHA-256 of a manifest or a finished file is expected", zh: "指纹之后应为以逗号分隔的清单 SHA-256 或成品文件" }
    WANT_LINE { en: "LINE=NUMBER is expected, for example go1.27=12", zh: "应为“系列=数字”,例如 go1.27=12" }
    WANT_KIND { en: "kinds separated by commas are expected: openpgp, sm2", zh: "应为以逗号分隔的签名种类:openpgp、sm2" }
    WANT_FINGERPRINT { en: "a fingerprint of 40 or 64 digits is expected", zh: "应为 40 位或 64 位的指纹" }
}
