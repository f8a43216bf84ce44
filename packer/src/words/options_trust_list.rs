//! The options of `goferry-pack trust-list`.

use super::catalogue;

catalogue! {
    show { en: "show what a trust list or a change of root says", zh: "显示信任列表或信任根更替记录的内容" }
    next { en: "make the next trust list: the newest one, with the changes given here", zh: "生成下一版信任列表:在最新列表上作出此处给出的更改" }
    change_root { en: "make the statement that another root follows, which both roots sign", zh: "生成由新旧信任根共同签名的更替记录" }
    sign { en: "add a root's signature to a draft", zh: "为草稿添加信任根的签名" }
    attach { en: "add a signature that was made elsewhere to a draft, or finish one that all have signed", zh: "将在别处作出的签名加入草稿,或完成已全部签名的草稿" }
    directory { en: "the directory with root.asc, trust-list and the changes of root (default: here)", zh: "含有 root.asc、trust-list 及信任根更替记录的目录(默认为当前目录)" }
    release { en: "name this release certificate, or its newer form; may be repeated", zh: "加入该发布证书或其新版本;可重复" }
    remove { en: "name this release certificate no more, its earlier releases included; may be repeated", zh: "移除该发布证书,其以往的发布也不再有效;可重复" }
    sm2_root { en: "the SM2 root under which releases are signed (PEM or DER)", zh: "发布所用的 SM2 根证书(PEM 或 DER)" }
    no_sm2_root { en: "name no SM2 root any more", zh: "不再认可任何 SM2 根证书" }
    retire { en: "let this certificate count only up to these counters, in no other line; may be repeated", zh: "停用该证书:仅在所列系列中、不超过所列计数时有效;可重复" }
    compromise { en: "this certificate's key was stolen: of its releases only these still count, by the SHA-256 of their manifests or by file; may be repeated", zh: "该证书的密钥已泄露:其发布中仅这些仍然有效(以清单的 SHA-256 或文件指定);可重复" }
    floor { en: "accept no lower counter in this line (0: any); may be repeated", zh: "该系列中不接受更低的计数(0 表示不限);可重复" }
    epoch { en: "let the counter of this line start again; rises each time; may be repeated", zh: "让该系列的计数重新开始,纪元逐次递增;可重复" }
    require { en: "every kind of signature that releases must have: openpgp, sm2", zh: "发布必须具备的全部签名种类:openpgp、sm2" }
    root_key { en: "the root's OpenPGP key file, or cmd:PROGRAM, which is run as PROGRAM PURPOSE TIME with what is to be signed on standard input", zh: "信任根的 OpenPGP 密钥文件;或 cmd:程序,以“程序 用途 时间”运行,待签名内容由标准输入给出" }
    new_root_key { en: "the key of the root that follows, likewise", zh: "接替的信任根的密钥,格式同上" }
    to { en: "the certificate of the root that follows", zh: "接替的信任根的证书" }
    to_sign { en: "write what is to be signed to this file, for a root on a machine of its own", zh: "将待签名内容写入该文件,供另一台机器上的信任根签名" }
    time { en: "when it is issued and signed, as seconds since 1970 or 2026-11-23T00:00:00Z (default: SOURCE_DATE_EPOCH, else now)", zh: "签发时间,自 1970 年起的秒数或 2026-11-23T00:00:00Z(默认为 SOURCE_DATE_EPOCH,否则为当前时间)" }
    output { en: "write the list to this file (default: in the place of the newest one)", zh: "将列表写入该文件(默认取代最新列表)" }
    draft { en: "a statement that lacks signatures; its name ends in .unsigned", zh: "尚缺签名的草稿,名称以 .unsigned 结尾" }
    signature { en: "an OpenPGP signature, binary or armoured", zh: "OpenPGP 签名,二进制或 ASCII 格式" }
}
