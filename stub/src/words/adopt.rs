//! A prefix that was made by hand, taken in.

use super::catalogue;

catalogue! {
    reading(path) { en: "reading what was taken in here, {path}", zh: "读取接管记录 {path}" }
    adopting(path) { en: "taking in what was made by hand in {path}", zh: "接管手工建立的 {path}" }
    giving_back(path) { en: "putting the links in {path} back", zh: "恢复 {path} 中原有的链接" }
    by_hand(path, versions) { en: "{path} was made by hand and holds {versions}; nothing was changed", zh: "{path} 是手工建立的目录,其中有 {versions};未作任何改动" }
    by_hand_help { en: "take it in by running the same with --adopt: the versions stay as they are, 'goferry use' switches to them, and uninstall puts the links back; or choose another place with --prefix DIR", zh: "再次运行并加上 --adopt 即可接管:原有版本原样保留,可用 goferry use 切换,卸载时恢复原有链接;或用 --prefix 目录 选择其他位置" }
    versions(names) { en: "{names}", zh: "{names}" }
    no_version { en: "no version, only links", zh: "若干链接,没有任何版本" }
    no_tree(path, missing) { en: "{path} is not a Go tree: {missing} is missing in it", zh: "{path} 不是 Go 目录树:其中缺少 {missing}" }
    no_tree_help { en: "complete it or move it away, then run the same again", zh: "请补全或移走该目录,然后重新运行" }
    in_the_way(path) { en: "{path} is in the way of what goferry puts there", zh: "{path} 占用了 goferry 要使用的位置" }
    in_the_way_help { en: "move it away, then run the same again; goferry never deletes what it did not make", zh: "请将其移走后重新运行;goferry 不会删除不是自己创建的内容" }
    outside(path, target, prefix) { en: "{path} points to {target}, which is no version in {prefix}", zh: "{path} 指向 {target},而它不是 {prefix} 中的版本" }
    outside_help { en: "point it to a version in there or remove it, then run the same again", zh: "请将其改为指向其中的某个版本或删除该链接,然后重新运行" }
    will_adopt(versions) { en: "and take in what was made by hand there: {versions}; it stays as it is, and is never removed,", zh: "并接管其中手工建立的内容:{versions};原样保留,绝不删除;" }
    will_relink { en: "with current-goroot going through goferry's own link from now on (uninstall puts it back),", zh: "此后 current-goroot 经由 goferry 的链接解析(卸载时恢复原状);" }
    adopted(versions) { en: "taken in: {versions}; 'goferry use' switches to them, goferry never removes them", zh: "已接管:{versions};可用 goferry use 切换,goferry 绝不会删除它们" }
    given_back(path, target) { en: "{path} points to {target} again", zh: "{path} 已恢复为指向 {target}" }
}
