//! What exactly was met in what is refused: the cause below the sentence that says what is refused.
//! "It" is what that sentence names.

use super::catalogue;

catalogue! {
    cut { en: "it ends early", zh: "内容不完整,提前结束" }
    rest { en: "bytes follow its end", zh: "末尾之后还有多余字节" }
    too_long(limit) { en: "it has more than {limit} bytes", zh: "长度超过 {limit} 字节" }
    version(version) { en: "it is not of version {version}", zh: "不是第 {version} 版" }
    respelled { en: "it says the same in another encoding than the only one accepted", zh: "内容相同,但不是唯一认可的编码" }
    magic { en: "it does not begin with its magic number", zh: "开头不是规定的幻数" }
    json { en: "its JSON is not canonical, or a field is missing, unknown or of another type", zh: "JSON 不是规范化形式,或有字段缺失、未知或类型不符" }
    no_json { en: "what it has to say has no canonical JSON: a number is above 2^53-1, or a name not ASCII", zh: "内容无法写成规范化 JSON:有数字大于 2^53-1,或名称含有 ASCII 以外的字符" }
    base64 { en: "a value in it is not base64", zh: "其中有的值不是 Base64 编码" }
    kinds_descend { en: "its entries are not in the order of their kinds", zh: "各条目未按种类升序排列" }
    unknown_kind { en: "it has an entry of a kind that this version does not know", zh: "含有本版本不认识的条目" }
    twice { en: "what may be in it once is in it twice", zh: "只能出现一次的内容出现了两次" }
    two_trust_lists { en: "it has two trust lists", zh: "含有两份信任列表" }
    out_of_order { en: "what it lists is out of order", zh: "所列内容顺序有误" }
    required_kinds { en: "the kinds of signature that it requires are none, or out of order", zh: "所要求的签名种类为空或顺序有误" }
    critical_names { en: "a name that it marks as critical is out of order, or no extension in it", zh: "标为关键的名称顺序有误,或不是其中的扩展" }
    digest { en: "a digest in it is not 64 lower-case hexadecimal digits", zh: "其中的摘要不是 64 位小写十六进制数字" }
    note_too_long(limit) { en: "its note has more than {limit} bytes", zh: "其说明文字超过 {limit} 字节" }
    damaged_root { en: "a root in it is damaged, or did not sign the trust list beside it", zh: "其中的信任根已损坏,或旁边的信任列表不是由它签名的" }
    not_a_certificate { en: "it is no OpenPGP certificate", zh: "不是 OpenPGP 证书" }
    several { en: "there is more than one", zh: "不止一个" }
    secret_inside { en: "it contains a secret key", zh: "其中含有私钥" }
    primary_key { en: "its primary key is not Ed25519 of version 4", zh: "主密钥不是第 4 版 Ed25519 密钥" }
    foreign { en: "it contains signatures or packets that do not belong to it", zh: "含有不属于它的签名或数据包" }
    unwritable { en: "it has no form that other programs read", zh: "无法写成其他程序可读的形式" }
    not_x509 { en: "it is no X.509 certificate in DER", zh: "不是 DER 编码的 X.509 证书" }
    not_sm2 { en: "it is signed otherwise than with SM2 and SM3", zh: "不是用 SM2 与 SM3 签名的" }
    critical_extension { en: "it has a critical extension that this version does not know", zh: "含有本版本不认识的关键扩展" }
    extension { en: "an extension in it cannot be read", zh: "其中有扩展无法解析" }
    curve { en: "its key is not on SM2's curve", zh: "其公钥不在 SM2 曲线上" }
    point { en: "its key is no point in uncompressed form", zh: "其公钥不是非压缩形式的点" }
    signature { en: "the signature in it has another form", zh: "其中签名的形式有误" }
    chain_too_long(limit) { en: "there are more than {limit} certificates", zh: "证书超过 {limit} 张" }
    no_certificate { en: "there is no certificate", zh: "没有证书" }
    inexpressible { en: "X.509 cannot express this name or validity", zh: "X.509 无法表示该名称或有效期" }
    not_a_signature { en: "it is no OpenPGP signature", zh: "不是 OpenPGP 签名" }
    packet_header { en: "the header or length of its packet is another one", zh: "数据包的头部或长度不符" }
    signature_type { en: "it is not over a binary document", zh: "不是对二进制文档的签名" }
    algorithm { en: "it is not by EdDSA (algorithm 22)", zh: "不是用 EdDSA(算法 22)签名的" }
    digest_algorithm { en: "its digest is neither SHA-256 nor SHA-512", zh: "摘要算法既不是 SHA-256,也不是 SHA-512" }
    hashed_area { en: "its hashed area is cut, too long or malformed", zh: "签名覆盖的区域不完整、过长或格式有误" }
    subpacket { en: "its hashed area holds something else than time, issuer and purpose", zh: "签名覆盖的区域含有时间、签发者和用途以外的内容" }
    incomplete { en: "its hashed area lacks time, issuer or purpose", zh: "签名覆盖的区域缺少时间、签发者或用途" }
    creation_time { en: "its time is malformed", zh: "其时间格式有误" }
    issuer { en: "its issuer is not given by a fingerprint of version 4", zh: "其签发者不是以第 4 版指纹表示的" }
    notation { en: "its notation is malformed or has another name", zh: "其附注格式有误或名称不符" }
    unknown_purpose { en: "its purpose is unknown", zh: "其用途未知" }
    unhashed_area { en: "its unhashed area is not empty", zh: "签名未覆盖的区域不为空" }
    number { en: "a number in it has more than 256 bits", zh: "其中有数字超过 256 位" }
    group_order { en: "S is not below the group order", zh: "S 不小于群的阶" }
    out_of_range { en: "r or s is not from 1 to n-1", zh: "r 或 s 不在 1 至 n-1 之间" }
    not_der { en: "it is not the DER of two numbers", zh: "不是两个数的 DER 编码" }
    neither_form { en: "it is neither DER nor 64 raw bytes", zh: "既不是 DER 编码,也不是 64 个原始字节" }
    like_a_statement { en: "the file begins as goferry's own signed statements do", zh: "该文件的开头与 goferry 自身的签名声明相同" }
    no_authority { en: "it is no certificate authority", zh: "它不是证书颁发机构的证书" }
    travelling_root { en: "it is a root, which never travels with a signature", zh: "它是根证书,而根证书不随签名传送" }
    other_issuer { en: "the next certificate did not issue it", zh: "它不是由下一张证书签发的" }
    path_length { en: "more authorities are below it than it allows", zh: "其下的颁发机构多于它所允许的数量" }
    not_utf8 { en: "the file is not UTF-8", zh: "该文件不是 UTF-8 编码" }
    control { en: "a control character", zh: "含有控制字符" }
    not_a_key { en: "this is not KEY = VALUE", zh: "不是“键 = 值”的形式" }
    unknown_key { en: "the key is unknown", zh: "未知的键" }
    key_twice { en: "the key occurs twice", zh: "该键出现了两次" }
    section_twice { en: "the section occurs twice", zh: "该段出现了两次" }
    not_a_bool { en: "the value is neither true nor false", zh: "值既不是 true,也不是 false" }
    not_a_list { en: "the value is not a list of strings in quotation marks", zh: "值不是由带引号的字符串组成的列表" }
    not_a_kind { en: "the value names no kind of signature: \"openpgp\", \"sm2\"", zh: "值不是签名种类:\"openpgp\"、\"sm2\"" }
    not_an_index { en: "the value is not an NV index: \"tpm:0x...\"", zh: "值不是 NV 索引:\"tpm:0x...\"" }
    not_a_fingerprint { en: "the value is not a fingerprint of 40 or 64 digits", zh: "值不是 40 位或 64 位数字的指纹" }
    not_a_counter { en: "the value is not a counter", zh: "值不是计数" }
    not_openpgp { en: "it is not one OpenPGP secret key", zh: "不是单个 OpenPGP 私钥" }
    not_pkcs8 { en: "it is not one SM2 secret key in PKCS#8 PEM", zh: "不是单个 PKCS#8 PEM 格式的 SM2 私钥" }
    mismatch { en: "it does not fit its public key", zh: "与其公钥不匹配" }
    no_ed25519 { en: "there is no Ed25519 secret key in it", zh: "其中没有 Ed25519 私钥" }
    no_primary { en: "its primary secret key is not in it", zh: "其中没有主私钥" }
    none_signs { en: "no key in it may sign", zh: "其中没有可用于签名的密钥" }
    other_certificate { en: "the certificate is another key's", zh: "该证书属于另一密钥" }
    not_made { en: "it cannot be made with this name and time", zh: "无法以该名称和时间生成" }
    not_written { en: "it cannot be written", zh: "无法写出" }
    does_not_sign { en: "it does not sign", zh: "无法用它签名" }
    does_not_revoke { en: "it does not revoke", zh: "无法用它吊销" }
}
