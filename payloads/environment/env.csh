# Go for this shell (csh, tcsh). Written by goferry; changes made here are lost.
#
# Sets PATH and GOPATH, nothing else. Reading it twice changes nothing. This Go comes first even
# where another one was put into PATH before. GOROOT is never set: Go finds its own. An inherited
# one would make this go use another Go's compiler, so it is removed.
unsetenv GOROOT
set goferry_prefix = @PREFIX@
set goferry_gopath = @GOPATH@
if ( $?GOPATH ) then
    if ( "x$GOPATH" != x ) set goferry_gopath = "$GOPATH"
endif
@EXPORT_GOPATH@
set goferry_first = ( "$goferry_prefix/current-goroot/bin" "$goferry_gopath/bin" "$goferry_prefix/bin" )
# A list in GOPATH: csh cannot take its first part without help, so its bin is left out.
if ( "x$goferry_gopath" =~ x*:* ) set goferry_first = ( "$goferry_prefix/current-goroot/bin" "$goferry_prefix/bin" )
set goferry_rest = ( )
foreach goferry_dir ( $path:q )
    set goferry_ours = 0
    foreach goferry_own ( $goferry_first:q )
        if ( "x$goferry_dir" == "x$goferry_own" ) set goferry_ours = 1
    end
    if ( ! $goferry_ours ) set goferry_rest = ( $goferry_rest:q "$goferry_dir" )
end
set path = ( $goferry_first:q $goferry_rest:q )
# Go's own defaults name the build cache by its whole path: where the home has moved, goferry puts that right.
if ( -r "$goferry_prefix/current-goroot/go.env" && -x "$goferry_prefix/bin/goferry" ) then
    set goferry_named = "`sed -n s/^GOCACHE=//p $goferry_prefix:q/current-goroot/go.env`"
    if ( "x$goferry_named" != x && "x$goferry_named" != "x$goferry_prefix/gocache" ) then
        "$goferry_prefix/bin/goferry" env --shell csh >& /dev/null
    endif
    unset goferry_named
endif
unset goferry_prefix goferry_gopath goferry_first goferry_rest goferry_dir goferry_ours goferry_own
