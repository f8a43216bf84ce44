//! The container: where its bytes come from, what is wrong with them.

use super::catalogue;

catalogue! {
    opening(file) { en: "opening {file}", zh: "打开 {file}" }
    checking(file) { en: "checking {file}", zh: "检查 {file}" }
    own_file(file) { en: "this program cannot read its own file {file}", zh: "程序无法读取自身文件 {file}" }
    own_file_help { en: "make it readable (chmod u+r), or name it with --self PATH", zh: "请赋予读权限(chmod u+r),或用 --self 路径 指明文件" }
    not_a_file(file, what) { en: "{file} is {what}, not a regular file", zh: "{file} 是{what},不是普通文件" }
    a_directory { en: "a directory", zh: "目录" }
    a_fifo { en: "a FIFO", zh: "命名管道" }
    a_device { en: "a device or socket", zh: "设备或套接字" }
    shrank(offset) { en: "the file ended at byte {offset} while it was being read", zh: "读取时文件在第 {offset} 字节处中断" }
    medium_failed(offset) { en: "the medium failed at byte {offset}", zh: "介质在第 {offset} 字节处读取失败" }
    copy_again { en: "copy the file again, in binary mode; if that does not help, the medium may be failing", zh: "请以二进制方式重新复制该文件;若仍然失败,可能是 U 盘或光盘有故障" }
    cut_short(have, want) { en: "the file is incomplete: {have} of at least {want} bytes arrived", zh: "文件不完整:至少应有 {want} 字节,实际只有 {have} 字节" }
    end_missing(have) { en: "its end is missing or something was appended: the last 72 bytes are not a goferry trailer that fits a file of {have} bytes", zh: "文件末尾缺失或被追加了内容:最后 72 字节不是与 {have} 字节的文件相符的 goferry 尾部" }
    no_container(have) { en: "this is not a goferry file ({have} bytes, no trailer)", zh: "这不是 goferry 文件({have} 字节,没有尾部)" }
    no_payload { en: "this program carries no payload: it is the bare stub, or everything after it is missing", zh: "本程序没有携带任何内容:它只是引导程序本身,或后面的内容全部缺失" }
    is_gzip { en: "this is a gzip file", zh: "这是 gzip 压缩文件" }
    gunzip_help { en: "unpack it with gunzip first", zh: "请先用 gunzip 解压" }
    newer_trailer(found) { en: "its trailer is of container format {found}, this program reads format 1", zh: "其尾部为容器格式 {found},本程序只能读取格式 1" }
    roots_header { en: "the header of ROOTS does not repeat the manifest's offset", zh: "ROOTS 头部与清单偏移量不一致" }
    pad_not_zero { en: "PAD holds bytes other than zero", zh: "填充区含有非零字节" }
    manifest_not_canonical { en: "the signed manifest is not canonical JSON", zh: "已签名的清单不是规范化 JSON" }
    manifest_shape(why) { en: "the signed manifest is malformed: {why}", zh: "已签名的清单格式有误:{why}" }
    shape { en: "a field is missing, unknown or of another type", zh: "有字段缺失、未知或类型不符" }
    field(field) { en: "{field} is not as FORMAT.md asks", zh: "字段 {field} 不符合 FORMAT.md 的规定" }
    end_frame { en: "the end frame is not one without members after all others", zh: "结束帧不是位于最后且不含成员的唯一一帧" }
    manifest_contradicts(what, found, expected) { en: "the signed manifest contradicts the file: {what} is {found}, expected {expected}", zh: "已签名的清单与文件矛盾:字段 {what} 为 {found},应为 {expected}" }
    chunk_differs(kind, chunk, from, to, found, expected) { en: "{kind} of chunk {chunk} (bytes {from} to {to}) is {found}, not {expected} as signed", zh: "第 {chunk} 块(字节 {from} 至 {to})的 {kind} 为 {found},与签名的 {expected} 不符" }
    index_differs(kind, found, expected) { en: "{kind} of INDEX is {found}, the signed manifest says {expected}", zh: "INDEX 的 {kind} 为 {found},已签名的清单记录为 {expected}" }
    program_differs(file, found, expected) { en: "SHA-256 of the program in {file} is {found}, the signed manifest says {expected}", zh: "{file} 中程序的 SHA-256 为 {found},已签名的清单记录为 {expected}" }
    index_line(line, why) { en: "line {line} of INDEX is malformed: {why}", zh: "INDEX 第 {line} 行格式有误:{why}" }
    index_not_canonical { en: "not canonical JSON", zh: "不是规范化 JSON" }
    index_order(path) { en: "{path} is out of order or doubled", zh: "{path} 顺序错误或重复" }
    index_frame(path, frame) { en: "{path} names frame {frame}, which cannot hold it", zh: "{path} 指向的第 {frame} 帧不能容纳它" }
    index_mode(path, mode) { en: "{path} has mode {mode}; only 0644 and 0755 are allowed", zh: "{path} 的权限为 {mode};只允许 0644 和 0755" }
    index_type(path) { en: "{path} is not a file, directory or link", zh: "{path} 不是文件、目录或链接" }
    index_parent(path) { en: "{path} has no parent directory in INDEX", zh: "{path} 的上级目录不在 INDEX 中" }
    index_count(found, frame, expected) { en: "INDEX lists {found} members in frame {frame}, the signed manifest says {expected}", zh: "INDEX 中第 {frame} 帧有 {found} 个成员,已签名的清单记录为 {expected}" }
    index_length(found, expected) { en: "INDEX expands to {found} bytes, the signed manifest says {expected}", zh: "INDEX 解压后为 {found} 字节,已签名的清单记录为 {expected}" }
    path_length(path, length) { en: "the path {path} is {length} bytes long; at most 1024 are allowed", zh: "路径 {path} 长 {length} 字节;最多允许 1024 字节" }
    path_absolute(path) { en: "the path {path} is absolute", zh: "路径 {path} 是绝对路径" }
    path_control(path) { en: "the path {path} contains control characters", zh: "路径 {path} 含有控制字符" }
    path_component(path) { en: "the path {path} has an empty, \".\" or \"..\" component", zh: "路径 {path} 含有空的、“.”或“..”的部分" }
    name_length(name, length) { en: "the name {name} is {length} bytes long; at most 255 are allowed", zh: "名称 {name} 长 {length} 字节;最多允许 255 字节" }
    link_outside(path, target) { en: "the link {path} points outside its tree: {target}", zh: "链接 {path} 指向目录树之外:{target}" }
    checking_frame(frame, component, platform) { en: "checking frame {frame} ({component}, {platform})", zh: "检查第 {frame} 帧({component},{platform})" }
    frame_header(why) { en: "not a zstd frame as FORMAT.md asks: {why}", zh: "不是 FORMAT.md 所要求的 zstd 帧:{why}" }
    frame_magic { en: "it does not begin with zstd's magic number (skippable frames are not allowed)", zh: "开头不是 zstd 幻数(不允许可跳过帧)" }
    frame_reserved { en: "its reserved bit is set", zh: "保留位被置位" }
    frame_no_checksum { en: "it has no content checksum", zh: "没有内容校验和" }
    frame_dictionary { en: "it asks for a dictionary", zh: "需要字典" }
    frame_no_size { en: "it does not state its content size", zh: "没有注明内容长度" }
    frame_size(found, expected) { en: "it states a content size of {found} bytes, the signed manifest says {expected}", zh: "注明的内容长度为 {found} 字节,已签名的清单记录为 {expected}" }
    frame_window(found, allowed) { en: "its window of {found} bytes is larger than the {allowed} allowed", zh: "窗口为 {found} 字节,超过允许的 {allowed} 字节" }
    frame_decode { en: "zstd cannot expand it", zh: "zstd 无法解压" }
    frame_more(expected) { en: "it holds more than the {expected} bytes the signed manifest states", zh: "内容多于已签名的清单所记录的 {expected} 字节" }
    frame_less(expected) { en: "it holds less than the {expected} bytes the signed manifest states", zh: "内容少于已签名的清单所记录的 {expected} 字节" }
    frame_rest(rest) { en: "{rest} stored bytes follow the end of the zstd frame", zh: "zstd 帧结束后还有 {rest} 个字节" }
    member_header(path, found) { en: "the tar header of {path} is not the one INDEX asks for (found: {found})", zh: "{path} 的 tar 头与 INDEX 不符(实际为:{found})" }
    member_found(kind, path, size, mode) { en: "type {kind}, path {path}, {size} bytes, mode {mode}", zh: "类型 {kind},路径 {path},{size} 字节,权限 {mode}" }
    member_digest(path, found, expected) { en: "SHA-256 of {path} is {found}, INDEX says {expected}", zh: "{path} 的 SHA-256 为 {found},INDEX 记录为 {expected}" }
    member_padding(path) { en: "the padding after {path} is not zero", zh: "{path} 之后的填充不是零" }
    member_cut(path) { en: "the frame ends inside {path}", zh: "帧在 {path} 中间结束" }
    after_members(rest) { en: "{rest} bytes follow the last member of the frame", zh: "帧的最后一个成员之后还有 {rest} 个字节" }
    end_blocks { en: "the end frame is not tar's two zero blocks", zh: "结束帧不是 tar 的两个零块" }
    unknown_critical(signer, what, version, own) { en: "the file is authentic, signed by {signer}, but uses {what}, which needs goferry {version} or later (this is {own})", zh: "文件真实可信,由 {signer} 签名,但用到了 {what},需要 goferry {version} 或更新版本(当前为 {own})" }
    newer_help { en: "goferry upgrade-self FILE installs only the newer goferry that the file carries", zh: "可用 goferry upgrade-self 文件 仅安装该文件携带的新版 goferry" }
    newer_payload(signer, version, own) { en: "the file is authentic, signed by {signer}, but needs goferry {version} or later (this is {own})", zh: "文件真实可信,由 {signer} 签名,但需要 goferry {version} 或更新版本(当前为 {own})" }
    the_file { en: "the file", zh: "该文件" }
    the_manifest { en: "MANIFEST", zh: "清单区域(MANIFEST)" }
    the_roots { en: "ROOTS", zh: "信任根区域(ROOTS)" }
    too_large(what, found, limit) { en: "{what} would be {found} bytes, at most {limit} are allowed", zh: "{what}将达到 {found} 字节,最多允许 {limit} 字节" }
    verifying { en: "verifying every byte", zh: "正在校验全部内容" }
    comparing { en: "comparing the digest of the whole file", zh: "正在核对整个文件的摘要" }
    digest_differs(found, expected) { en: "the file's digest is {found}, and {expected} is demanded", zh: "文件的摘要为 {found},而要求的是 {expected}" }
    digest_help { en: "fetch the file again from where that digest is shown; do not use this one", zh: "请从给出该摘要的地方重新获取文件,不要使用这一份" }
    opening_directory(path) { en: "opening the directory {path}", zh: "打开目录 {path}" }
    creating_member(path) { en: "creating {path}", zh: "创建 {path}" }
    one_name(directory, one, other) { en: "{directory} takes {one} and {other} for the same name", zh: "{directory} 将 {one} 与 {other} 视为同一名称" }
    one_name_help { en: "choose a place on a file system that tells upper case from lower case", zh: "请选择位于区分大小写的文件系统上的位置" }
    writing_member(path) { en: "writing {path}", zh: "写入 {path}" }
}
