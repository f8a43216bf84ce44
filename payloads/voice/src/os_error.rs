//! What the operating system answered, in the reader's language.

use crate::Exit;
use crate::Lang;
use nix::errno::Errno;

/// The system's text for `code`, with the errno's name, which administrators search for.
pub fn os_error(code: i32, lang: Lang) -> String {
    let errno = Errno::from_raw(code);
    let text = match lang {
        Lang::En => errno.desc(),
        Lang::Zh => chinese(errno).unwrap_or(errno.desc()),
    };
    format!("{text} ({errno:?})")
}

/// The exit code an answer of the operating system means where nothing more is known: whoever reads
/// a medium says so himself, so it is about the destination.
pub(super) fn exit(code: i32) -> Exit {
    match Errno::from_raw(code) {
        Errno::ENOSPC | Errno::EDQUOT | Errno::EFBIG => Exit::NoSpace,
        Errno::EACCES | Errno::EPERM | Errno::EROFS => Exit::Destination,
        _ => Exit::Io,
    }
}

fn chinese(errno: Errno) -> Option<&'static str> {
    Some(match errno {
        Errno::EPERM => "不允许的操作",
        Errno::ENOENT => "没有这个文件或目录",
        Errno::EINTR => "系统调用被中断",
        Errno::EIO => "输入/输出错误",
        Errno::ENXIO => "没有这个设备",
        Errno::ENOEXEC => "无法执行的格式",
        Errno::EBADF => "错误的文件描述符",
        Errno::EAGAIN => "资源暂时不可用",
        Errno::ENOMEM => "内存不足",
        Errno::EACCES => "权限不够",
        Errno::EBUSY => "设备或资源忙",
        Errno::EEXIST => "文件已存在",
        Errno::EXDEV => "跨设备的链接",
        Errno::ENOTDIR => "不是目录",
        Errno::EISDIR => "是一个目录",
        Errno::EINVAL => "无效的参数",
        Errno::EMFILE => "打开的文件过多",
        Errno::ENFILE => "系统中打开的文件过多",
        Errno::ETXTBSY => "文件正在被执行或写入",
        Errno::EFBIG => "文件过大",
        Errno::ENOSPC => "设备上没有空间",
        Errno::EROFS => "只读文件系统",
        Errno::EPIPE => "管道已断开",
        Errno::ENAMETOOLONG => "文件名过长",
        Errno::ENOLCK => "没有可用的锁",
        Errno::ENOSYS => "内核没有这个功能",
        Errno::ENOTEMPTY => "目录非空",
        Errno::ELOOP => "符号链接层数过多",
        Errno::EDQUOT => "超出磁盘配额",
        Errno::ESTALE => "文件句柄已失效",
        Errno::ECONNREFUSED => "连接被拒绝",
        Errno::ETIMEDOUT => "连接超时",
        _ => return None,
    })
}
