//! Repairing an installation, and the health of its links.

use super::catalogue;

catalogue! {
    link_missing(path) { en: "{path} is missing", zh: "{path} 缺失" }
    link_dangling(path, target) { en: "{path} points to {target}, which is not there", zh: "{path} 指向 {target},但后者不存在" }
    link_loop(path) { en: "{path} leads back to itself", zh: "{path} 指向自身,形成循环" }
    link_foreign(path, target) { en: "{path} points to {target}, which is not a release of this prefix", zh: "{path} 指向 {target},它不是本目录中的版本" }
    link_wrong(path, target, expected) { en: "{path} points to {target} instead of {expected}", zh: "{path} 指向 {target},应指向 {expected}" }
    no_link(path) { en: "{path} is not a symbolic link, as it should be", zh: "{path} 应为符号链接,但不是" }
    no_link_help { en: "move it away, then run repair again; goferry never deletes what it did not make", zh: "请将其移走后再次运行 repair;goferry 不会删除不是自己创建的内容" }
    nothing(place) { en: "nothing to repair in {place}", zh: "{place} 无需修复" }
    found(place) { en: "found in {place}:", zh: "在 {place} 中发现:" }
    ask { en: "Repair?", zh: "是否修复?" }
    file_differs(path) { en: "{path} is not as goferry wrote it", zh: "{path} 与 goferry 写入的不一致" }
    unreadable(path) { en: "nobody may read {path}", zh: "任何人都无权读取 {path}" }
    trust_lost(path) { en: "what {path} knew of roots, floors and the highest counters is lost", zh: "{path} 中已知的信任根、最低计数和最高计数均已丢失" }
    trust_reset(roots) { en: "it will be made anew from the installed releases, as on first use: nothing vouches for their roots any more\n  root {roots}\n  compare each fingerprint with what its owner publishes, then run: goferry trust confirm FINGERPRINT", zh: "将依据已安装的版本重新建立,等同首次使用:这些信任根不再有任何担保\n  信任根 {roots}\n  请将每个指纹与其所有者公布的核对,然后运行:goferry trust confirm 指纹" }
    trust_forgotten { en: "no installed release tells of a root: the next file is accepted as on first use, whoever signed it", zh: "已安装的版本中没有可用的信任根:下一个文件将按首次使用接受,无论由谁签名" }
    trust_newer(path) { en: "{path} was written by a newer goferry", zh: "{path} 由更新版本的 goferry 写入" }
    newer_help { en: "repair with that one", zh: "请用该版本进行修复" }
    changed_meanwhile { en: "what is to be repaired changed while the question stood", zh: "等待回答期间,需要修复的内容发生了变化" }
    again_help { en: "run repair again: there may be more to find", zh: "请再次运行 repair:可能还有其他需要修复的内容" }
    other_file(file, found, release) { en: "{file} holds {found}, not {release}", zh: "{file} 中是 {found},不是 {release}" }
    restoring(release) { en: "restoring {release}", zh: "恢复 {release}" }
    not_restored(count, path) { en: "no copy of {count} files was found, of {path} for one", zh: "有 {count} 个文件找不到副本,例如 {path}" }
    not_restored_help(release) { en: "give the file it came from: goferry repair {release} --from FILE", zh: "请提供其来源文件:goferry repair {release} --from 文件" }
    no_current { en: "no installed release is whole enough to be made current", zh: "没有足够完整、可设为当前版本的已安装版本" }
    no_current_help { en: "install one, or repair it with --from FILE", zh: "请安装一个版本,或用 --from 文件 修复" }
    repaired(count, place) { en: "repaired: {count} things in {place}", zh: "修复完成:{place} 中共 {count} 处" }
}
