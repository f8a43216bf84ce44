# Go for this shell (fish). Written by goferry; changes made here are lost.
#
# Sets PATH and GOPATH, nothing else. Reading it twice changes nothing. This Go comes first even
# where another one was put into PATH before. GOROOT is never set: Go finds its own. An inherited
# one would make this go use another Go's compiler, so it is removed. A universal one is the user's
# to erase: here it is hidden behind an empty one, which Go takes for none.
set -q GOROOT; and set -e -g GOROOT
set -q GOROOT; and set -g -x GOROOT ""
set -l goferry_prefix @PREFIX@
set -l goferry_gopath @GOPATH@
test -n "$GOPATH"; and set goferry_gopath (string split : -- "$GOPATH")[1]
@EXPORT_GOPATH@
set -l goferry_first $goferry_prefix/current-goroot/bin $goferry_gopath/bin $goferry_prefix/bin
set -l goferry_rest
for goferry_dir in $PATH
    contains -- $goferry_dir $goferry_first; or set goferry_rest $goferry_rest $goferry_dir
end
set -g -x PATH $goferry_first $goferry_rest
set -e goferry_dir
# Go's own defaults name the build cache by its whole path: where the home has moved, goferry puts that right.
if test -r $goferry_prefix/current-goroot/go.env; and test -x $goferry_prefix/bin/goferry
    set -l goferry_named (string match -r '^GOCACHE=.*' < $goferry_prefix/current-goroot/go.env)
    if test -n "$goferry_named"; and test "$goferry_named" != "GOCACHE=$goferry_prefix/gocache"
        command $goferry_prefix/bin/goferry env --shell fish >/dev/null 2>&1
    end
end
