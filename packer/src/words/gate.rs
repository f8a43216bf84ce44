//! The gate: what a release must do before it becomes current.

use super::catalogue;

catalogue! {
    no_tests(dir) { en: "{dir} has no file that ends in _test.go", zh: "{dir} 中没有以 _test.go 结尾的文件" }
    no_tests_help { en: "an acceptance suite is a Go module whose tests decide; --module carries a project without running it", zh: "验收测试是以测试结果为准的 Go 模块;--module 只携带项目而不运行它" }
    acceptance { en: "carry the Go module in this directory as --module does, and have its tests passed on the far side before the release becomes current; may be repeated", zh: "与 --module 一样携带该目录中的 Go 模块,并要求新版本在目标机启用前通过其测试;可重复" }
}
