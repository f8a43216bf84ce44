//! The container: where its bytes come from, what is wrong with them.

use super::catalogue;

catalogue! {
    program_gone { en: "the medium that this program runs from failed or was pulled: its own code can no longer be read", zh: "本程序所在的介质出错或已被拔出:程序自身的代码无法继续读取" }
    program_gone_help { en: "copy the file to a disk of this machine and run it from there; the next run clears what this one left", zh: "请将文件复制到本机磁盘后再运行;本次运行遗留的内容由下一次运行清理" }
    unpacking { en: "unpacking", zh: "正在解压" }
}
