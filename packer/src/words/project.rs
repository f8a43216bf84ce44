//! What `goferry-pack` says about projects: vendoring, private keys, licences, checksum files.

use super::catalogue;

catalogue! {
    taking(dir) { en: "checking the project in {dir}", zh: "检查 {dir} 中的项目" }
    loading(dir) { en: "taking in the Go module {dir}", zh: "载入 Go 模块 {dir}" }
    reading(path) { en: "reading {path}", zh: "读取 {path}" }
    vendoring(dir) { en: "vendoring the modules of {dir}: go mod vendor", zh: "为 {dir} 汇集依赖模块:go mod vendor" }
    vendored_none(dir) { en: "nothing of {dir} needs to be vendored; the directory itself was not changed", zh: "{dir} 无需汇集任何模块;该目录本身未被改动" }
    vendored_one(dir, seconds) { en: "vendored 1 module for {dir} in {seconds} s; the directory itself was not changed", zh: "已为 {dir} 汇集 1 个模块,用时 {seconds} 秒;该目录本身未被改动" }
    vendored(count, dir, seconds) { en: "vendored {count} modules for {dir} in {seconds} s; the directory itself was not changed", zh: "已为 {dir} 汇集 {count} 个模块,用时 {seconds} 秒;该目录本身未被改动" }
    vendor_is_stale(dir) { en: "{dir}/vendor does not agree with go.mod; a fresh one is made beside it", zh: "{dir}/vendor 与 go.mod 不一致;将另行重新生成" }
    vendor_loses(dir, findings) { en: "a fresh vendor tree would lose what only {dir}/vendor has:{findings}", zh: "重新生成 vendor 目录会丢失 {dir}/vendor 中独有的内容:{findings}" }
    vendor_loses_help { en: "keep it by a replace in go.mod (a fork, a directory), or give it up with --vendor=fresh", zh: "请在 go.mod 中用 replace(复刻的模块或目录)保留这些内容;若可放弃,请用 --vendor=fresh" }
    loses_change(path) { en: "vendor/{path} is otherwise in the fresh one", zh: "vendor/{path} 与重新生成的不同" }
    loses_file(path) { en: "vendor/{path} is not in the fresh one", zh: "重新生成的目录中没有 vendor/{path}" }
    loses_removal(path) { en: "vendor/{path} was taken out, and is in the fresh one again", zh: "vendor/{path} 已被删去,而重新生成的目录中又会出现" }
    writing(path) { en: "writing {path}", zh: "写入 {path}" }
    not_a_module(dir) { en: "{dir} has no go.mod, so it is not the root of a Go module", zh: "{dir} 中没有 go.mod,不是 Go 模块的根目录" }
    not_a_module_help { en: "name the directory that holds go.mod", zh: "请指定 go.mod 所在的目录" }
    not_utf8(path) { en: "{path} is not UTF-8 text", zh: "{path} 不是 UTF-8 文本" }
    byte_order_mark(path) { en: "{path} begins with a byte order mark (EF BB BF), as Windows editors write it; Go does not understand such a file", zh: "{path} 以字节顺序标记(EF BB BF)开头,这是 Windows 编辑器写入的;Go 无法理解这样的文件" }
    byte_order_mark_help(path) { en: "save it as UTF-8 without BOM, or: sed -i '1s/^\\xEF\\xBB\\xBF//' {path}", zh: "请另存为不带 BOM 的 UTF-8,或执行:sed -i '1s/^\\xEF\\xBB\\xBF//' {path}" }
    no_go_sum(dir) { en: "{dir} has no go.sum, so nothing says which bytes the modules are that go.mod requires", zh: "{dir} 中没有 go.sum,无从得知 go.mod 所要求的各模块应为哪些内容" }
    no_go_sum_help { en: "run go mod tidy in it, where modules can be downloaded, and keep the go.sum that it writes", zh: "请在能够下载模块的环境中于该目录执行 go mod tidy,并保留其写出的 go.sum" }
    replacement_missing(module, line, path) { en: "go.mod line {line} replaces {module} by the directory {path}, which is not there", zh: "go.mod 第 {line} 行将 {module} 替换为目录 {path},但该目录不存在" }
    replacements_missing(findings) { en: "directories that go.mod names are not there:{findings}", zh: "go.mod 所指的目录不存在:{findings}" }
    replacement_missing_help { en: "run go mod vendor on the machine that has it and pack with that vendor tree, or bring it below the project and name it by a relative path: go mod edit -replace MODULE=./DIR", zh: "请在有该目录的机器上执行 go mod vendor,带着 vendor 目录打包;或将其移入项目并用相对路径指明:go mod edit -replace 模块=./目录" }
    go_line_missing(module) { en: "go.mod of {module} has no go line: Go does not build from vendor by itself before go 1.14; build with go build -mod=vendor, or here: go mod edit -go=1.14 and go mod vendor", zh: "{module} 的 go.mod 没有 go 行:go 1.14 之前 Go 不会自动使用 vendor;请用 go build -mod=vendor 构建,或先在此执行 go mod edit -go=1.14 和 go mod vendor" }
    go_line_old(module, go) { en: "the go line of {module} is {go}: Go does not build from vendor by itself before go 1.14; build with go build -mod=vendor, or here: go mod edit -go=1.14 and go mod vendor", zh: "{module} 的 go 行为 {go}:go 1.14 之前 Go 不会自动使用 vendor;请用 go build -mod=vendor 构建,或先在此执行 go mod edit -go=1.14 和 go mod vendor" }
    line_unclear(line, path, text) { en: "line {line} of {path} cannot be understood: {text}", zh: "{path} 第 {line} 行无法理解:{text}" }
    no_module_line(path) { en: "{path} has no module line", zh: "{path} 中没有 module 行" }
    workspace(path) { en: "{path} makes this a Go workspace; workspaces are not carried", zh: "{path} 表明这是 Go 工作区;不支持携带工作区" }
    workspace_of(path, members) { en: "it is a member of the Go workspace {path} ({members}), whose build list is not its own; workspaces are not carried", zh: "它是 Go 工作区 {path} 的成员({members}),工作区的构建列表与模块自身的不同;不支持携带工作区" }
    workspace_chosen(path, members) { en: "it is a member of the Go workspace {path} ({members}), which GOWORK names; its build list is not the module's own, and workspaces are not carried", zh: "它是 GOWORK 所指 Go 工作区 {path} 的成员({members}),工作区的构建列表与模块自身的不同;不支持携带工作区" }
    workspace_chosen_help { en: "unset GOWORK (go env -u GOWORK) or set it to off, run go mod vendor, and give each of its modules with a --module of its own", zh: "请取消 GOWORK(go env -u GOWORK)或设为 off,执行 go mod vendor,然后用 --module 分别指定每个模块" }
    workspace_help { en: "give each of its modules with a --module of its own, after GOWORK=off go mod vendor in each and without go.work", zh: "请在各模块目录中执行 GOWORK=off go mod vendor 并移走 go.work,然后用 --module 分别指定每个模块" }
    name_unusable(name) { en: "{name} cannot be the name of a directory below modules/", zh: "{name} 不能用作 modules/ 下的目录名" }
    name_help { en: "choose one with --module NAME=DIR: letters, digits, '.', '_' and '-', not beginning with '.' or '-', at most 64", zh: "请用 --module 名称=目录 指定:可用字母、数字、'.'、'_' 和 '-',不以 '.' 或 '-' 开头,最长 64 个字符" }
    name_twice(name) { en: "two projects are both called {name}", zh: "有两个项目都名为 {name}" }
    go_line_unclear(what, wanted) { en: "{what} asks for Go {wanted}, which is no Go version", zh: "{what} 要求 Go {wanted},这不是有效的 Go 版本" }
    go_too_old(what, wanted, carried) { en: "{what} asks for Go {wanted}; the Go that is carried is {carried}, and on the far side no other can be fetched", zh: "{what} 要求 Go {wanted};而携带的 Go 是 {carried},在隔离网内无法再下载其他版本" }
    go_too_old_help(wanted, carried) { en: "carry Go {wanted} or later, or lower the go line (go mod edit -go={carried})", zh: "请携带 Go {wanted} 或更高版本,或降低 go 行(go mod edit -go={carried})" }
    what_project(module) { en: "the go line of {module}", zh: "{module} 的 go 行" }
    no_vendor(dir) { en: "{dir} has no vendor/modules.txt", zh: "{dir} 中没有 vendor/modules.txt" }
    no_vendor_help { en: "run go mod vendor in it, or let the packer do so on a copy with --vendor", zh: "请在该目录中执行 go mod vendor,或加上 --vendor 由打包程序另行生成" }
    inconsistent(findings) { en: "vendor/modules.txt, go.mod and go.sum disagree:{findings}", zh: "vendor/modules.txt、go.mod 与 go.sum 不一致:{findings}" }
    inconsistent_help { en: "run go mod tidy and go mod vendor in it, or add --vendor", zh: "请在该目录中执行 go mod tidy 和 go mod vendor,或加上 --vendor" }
    finding(before, finding) { en: "{before}\n    {finding}", zh: "{before}\n    {finding}" }
    first_finding(finding) { en: "\n    {finding}", zh: "\n    {finding}" }
    and_more(before, count) { en: "{before}\n    and {count} more", zh: "{before}\n    另有 {count} 处" }
    of_member(dir, finding) { en: "{dir}: {finding}", zh: "{dir}:{finding}" }
    stale(dir, findings) { en: "go would refuse to work in {dir}: its vendor tree does not belong to its module files:{findings}", zh: "go 将拒绝在 {dir} 中工作:其 vendor 目录与模块文件不一致:{findings}" }
    not_of_workspace(dir) { en: "go would refuse to work in {dir}: vendor/modules.txt was not made by go work vendor", zh: "go 将拒绝在 {dir} 中工作:vendor/modules.txt 并非由 go work vendor 生成" }
    stale_help { en: "make it anew (go mod vendor, in a workspace go work vendor), or remove vendor: the modules travel without it", zh: "请重新生成(go mod vendor,工作区为 go work vendor),或删除 vendor:模块无需它即可携带" }
    not_explicit(module, line) { en: "{module}: go.mod line {line} requires it, vendor/modules.txt does not mark it as explicit", zh: "{module}:go.mod 第 {line} 行要求该模块,但 vendor/modules.txt 未将其标为 explicit" }
    other_version(module, line, at, other) { en: "{module}: go.mod line {line} requires it, vendor/modules.txt line {at} has {other}", zh: "{module}:go.mod 第 {line} 行要求该模块,但 vendor/modules.txt 第 {at} 行为 {other}" }
    not_required(module, at) { en: "{module}: vendor/modules.txt line {at} marks it as explicit, go.mod does not require it", zh: "{module}:vendor/modules.txt 第 {at} 行将其标为 explicit,但 go.mod 未要求该模块" }
    not_listed(module, at) { en: "{module}: vendor/modules.txt line {at} has packages of it, go.mod does not list it", zh: "{module}:vendor/modules.txt 第 {at} 行含有其软件包,但 go.mod 未列出该模块" }
    not_marked_replaced(module, line, new) { en: "{module}: go.mod line {line} replaces it by {new}, vendor/modules.txt does not", zh: "{module}:go.mod 第 {line} 行将其替换为 {new},但 vendor/modules.txt 没有" }
    replaced_otherwise(module, line, new, at, other) { en: "{module}: go.mod line {line} replaces it by {new}, vendor/modules.txt line {at} by {other}", zh: "{module}:go.mod 第 {line} 行将其替换为 {new},但 vendor/modules.txt 第 {at} 行替换为 {other}" }
    not_replaced(module, at, other) { en: "{module}: vendor/modules.txt line {at} replaces it by {other}, go.mod does not", zh: "{module}:vendor/modules.txt 第 {at} 行将其替换为 {other},但 go.mod 没有" }
    no_h1(module, at) { en: "{module}: vendor/modules.txt line {at} has packages of it, go.sum has no digest of it", zh: "{module}:vendor/modules.txt 第 {at} 行含有其软件包,但 go.sum 中没有其校验值" }
    no_go_mod_h1(module, line) { en: "{module}: go.mod line {line} requires it, go.sum has no digest of its go.mod", zh: "{module}:go.mod 第 {line} 行要求该模块,但 go.sum 中没有其 go.mod 的校验值" }
    package_missing(package, at) { en: "{package}: vendor/modules.txt line {at} lists it, vendor/{package} holds no file", zh: "{package}:vendor/modules.txt 第 {at} 行列出该软件包,但 vendor/{package} 中没有文件" }
    patched(module, project, findings) { en: "{module} in {project} is patched, and the SBOM says so; of its vendored files:{findings}", zh: "{project} 中的 {module} 已被修改,SBOM 会如实记录;其 vendor 文件中:{findings}" }
    file_changed(path) { en: "{path} is not as the module has it", zh: "{path} 与模块中的不同" }
    file_added(path) { en: "{path} is not in the module", zh: "{path} 不在模块中" }
    file_removed(path) { en: "{path} of the module is missing", zh: "缺少模块中的 {path}" }
    no_go_command(command) { en: "{command} cannot be started, so nothing can be vendored", zh: "无法启动 {command},因而不能汇集依赖模块" }
    no_go_command_help { en: "install Go on this machine or run go mod vendor elsewhere first", zh: "请在本机安装 Go,或先在别处执行 go mod vendor" }
    go_mod_vendor_ended(status, text) { en: "go mod vendor ended with {status}: {text}", zh: "go mod vendor 以 {status} 结束:{text}" }
    needs_tidy(path) { en: "go mod vendor would change {path}", zh: "go mod vendor 需要改动 {path}" }
    needs_tidy_help { en: "run go mod tidy in it first, so that what is carried is what you have", zh: "请先在该目录中执行 go mod tidy,使携带的内容与您手中的一致" }
    obstacles(count, findings) { en: "{count} things stand in the way:{findings}", zh: "有 {count} 项妨碍打包:{findings}" }
    ways_out(ways) { en: "what helps:{ways}", zh: "可行的办法:{ways}" }
    and(before, one) { en: "{before}, {one}", zh: "{before}、{one}" }
    and_more_of_them(before, count) { en: "{before} and {count} more", zh: "{before},另有 {count} 项" }
    output_is_project(dir) { en: "the finished files would go into the project itself, {dir}, and into the next ones", zh: "成品文件将写入项目目录 {dir} 本身,并进入以后的成品" }
    output_is_project_help { en: "name another place, such as --output out", zh: "请指定其他位置,例如 --output out" }
    left_out(count, dir, list) { en: "not carried from {dir} ({count}): {list}", zh: "{dir} 中未携带({count} 项):{list}" }
    left_out_because(file, why) { en: "{file} ({why})", zh: "{file}({why})" }
    of_version_control { en: "version control", zh: "版本控制" }
    of_output { en: "the finished files go there", zh: "成品文件存放处" }
    rule_of_file(line) { en: ".goferryignore: {line}", zh: ".goferryignore 中的 {line}" }
    rule_of_option(glob) { en: "--exclude {glob}", zh: "选项 --exclude {glob}" }
    exclude_unclear(glob) { en: "the pattern {glob} cannot be understood", zh: "无法理解模式 {glob}" }
    exclude_idle(glob) { en: "--exclude {glob} leaves nothing out", zh: "--exclude {glob} 没有排除任何内容" }
    exclude_idle_help { en: "an --exclude is one more line of each project's .goferryignore, written as in .gitignore: correct it or leave it away", zh: "--exclude 相当于各项目 .goferryignore 的又一行,写法同 .gitignore:请更正或去掉" }
    needed(rule, file) { en: "{rule} leaves out {file}, without which nothing can be built", zh: "{rule} 排除了 {file},缺少它就无法构建" }
    needed_help { en: "go.mod, go.sum and vendor/modules.txt have to travel: take the rule out, or add a line that begins with ! behind it", zh: "go.mod、go.sum 和 vendor/modules.txt 必须携带:请删除该规则,或在其后加一行以 ! 开头的例外" }
    secret(path, kind) { en: "{path} looks like a secret key ({kind}); nothing secret may travel", zh: "{path} 疑似私钥({kind});任何机密都不得随包携带" }
    secret_help(options) { en: "take keys out of the directory or leave them out with --exclude; a published test key may travel with {options}", zh: "请将密钥移出该目录,或用 --exclude 排除;若是已公开的测试密钥,可用 {options} 允许携带" }
    download_help(modules) { en: "if these are files of the module as it is published, go mod download {modules} makes that known", zh: "若这些文件与模块公开发布的相同,执行 go mod download {modules} 后即可确认" }
    allow_key_unclear(text) { en: "--allow-key {text} names no file of one project", zh: "--allow-key {text} 没有指明某个项目的文件" }
    allow_key_help { en: "write NAME/MEMBER, NAME being the project's directory below modules/, or sha256:HEX, the digest of the file", zh: "请写作 名称/成员(名称为 modules/ 下的项目目录),或 sha256:十六进制值(文件的校验值)" }
    allow_key_idle(key) { en: "--allow-key {key} lets nothing through: no file that looks like a secret key has that name or digest", zh: "--allow-key {key} 没有放行任何文件:没有哪个疑似私钥的文件具有该名称或校验值" }
    allow_key_idle_help(names) { en: "write NAME/MEMBER, NAME being one of {names}, or sha256:HEX; or leave the option away", zh: "请写作 名称/成员(名称为以下之一:{names})或 sha256:十六进制值;或去掉该选项" }
    public_key(file, kind, module) { en: "{file} looks like a secret key ({kind}) and travels: it is public, the same bytes as in {module}", zh: "{file} 疑似私钥({kind}),但会携带:它是公开的,与 {module} 中的逐字节相同" }
    link_leaves(path, to) { en: "the symbolic link {path} leads to {to}, outside of the module", zh: "符号链接 {path} 指向模块之外的 {to}" }
    link_help { en: "replace such a link by what it leads to", zh: "请用其所指的内容替换这样的链接" }
    link_absolute(path, to) { en: "the symbolic link {path} leads to {to}, an absolute path, which no other machine has", zh: "符号链接 {path} 指向绝对路径 {to},其他机器上没有该路径" }
    link_not_utf8(path, to) { en: "the target {to} of the symbolic link {path} is not UTF-8", zh: "符号链接 {path} 的目标 {to} 不是 UTF-8" }
    relink_help(commands) { en: "make it relative: {commands}", zh: "请改为相对链接:{commands}" }
    not_a_file(path) { en: "{path} is neither a file nor a directory nor a link (a device, socket or pipe)", zh: "{path} 既不是文件、目录,也不是链接(而是设备、套接字或管道)" }
    take_away_help { en: "end what made it and remove it, or leave it out with --exclude", zh: "请结束创建它的程序并将其删除,或用 --exclude 排除" }
    name_in_gb18030(path) { en: "{path}: this is how its name reads in GB 18030; it is not UTF-8", zh: "{path}:这是按 GB 18030 读出的名称;它不是 UTF-8" }
    name_not_utf8(path) { en: "the name of {path} is not UTF-8", zh: "{path} 的名称不是 UTF-8" }
    rename_help(commands) { en: "give it the same name in UTF-8, all at once with convmv -f gbk -t utf-8 -r --notest DIR or one by one: {commands}", zh: "请改为 UTF-8 编码的同名:可用 convmv -f gbk -t utf-8 -r --notest 目录 一次完成,或逐个执行:{commands}" }
    rename_by_hand_help { en: "give it another name, or leave it out with --exclude", zh: "请改名,或用 --exclude 排除" }
    nested(dir, list, example) { en: "modules of their own within {dir} travel as files and are not built with it: {list}; to carry one as a project: --module {example}", zh: "{dir} 之内另有独立模块,只作为文件携带,不随其构建:{list};如需作为项目携带:--module {example}" }
    nested_vendored(member) { en: "{member} (with a vendor tree)", zh: "{member}(有 vendor 目录)" }
    nested_not_vendored(member) { en: "{member} (without a vendor tree)", zh: "{member}(没有 vendor 目录)" }
    sums_line(line, path, text) { en: "line {line} of {path} is not a digest and a name: {text}", zh: "{path} 第 {line} 行不是“校验值 文件名”:{text}" }
    sums_name(name) { en: "{name} cannot be named in a checksum file", zh: "{name} 无法写入校验文件" }
    no_tests(dir) { en: "{dir} has no file that ends in _test.go", zh: "{dir} 中没有以 _test.go 结尾的文件" }
    no_tests_help { en: "an acceptance suite is a Go module whose tests decide; --module carries a project without running it", zh: "验收测试是以测试结果为准的 Go 模块;--module 只携带项目而不运行它" }
}
