# Takes the file beside it that is for this machine, copies it to where programs may run (from FAT
# and ISO mounts they may not), compares its SHA-256, runs it with all arguments, removes the copy.
#
# A convenience, not a trust anchor: it came with the files and vouches for nothing. The file
# verifies itself and says who signed it, whatever this script does. Written by goferry-pack.
#
# A transfer in text mode puts a CR at the end of each line: the next one takes it into the variable,
# the one after that has it in its comment, and runs this text without. Before them no line is blank.
cr=
[ -z "$cr" ] || { text=$(sed "1,/^\[ -z/d; s/$cr\$//" <"$0") && eval "$text"; exit; } #
set -u

# Both languages stand side by side, English first.
lang=en
case ${LC_ALL:-${LC_MESSAGES:-${LANG-}}} in [zZ][hH]*) lang=zh ;; esac
words() { if [ "$lang" = zh ]; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi; }
note() { [ -n "$quiet" ] || words "$@" >&2; }
fail() { # EXIT-CODE, what was found, what helps
    code=$1 said=$(words "$2" "$3") help=$(words "$4" "$5")
    words @ERROR@ >&2
    exit "$code"
}

# Every word goes to the file as it is; help is this script's only before a verb.
quiet='' asked='' verb='' value=''
for word in "$@"; do
    case $value$word in
    --lang=zh) lang=zh ;;
    --lang=en) lang=en ;;
    --) break ;;
    -q | --quiet) quiet=yes ;;
    -h | --help) [ -n "$verb" ] || asked=help ;;
    --print) [ -n "$verb" ] || asked=${asked:-print} ;;
    -*) ;;
    *) verb=$word ;;
    esac
    if [ "$word" = --lang ]; then value=--lang=; else value=''; fi
done
[ -z "$cr" ] || words @TEXT_MODE@ >&2

# The directory with the files: where this script lies, through links; with a slash in front, for a
# mere name could begin with a dash.
self=$0
case $self in /* | ./* | ../*) ;; *) self=./$self ;; esac
while [ -h "$self" ]; do
    link=$(readlink "$self" && echo .) || break
    link=${link%?.}
    case $link in /*) self=$link ;; *) self=${self%/*}/$link ;; esac
done
here=${self%/*}/

# What runs is up to the kernel: goferry and Go are static programs. But `uname -m` says mips64 for
# both byte orders, and i686, armv8l or mips where a 64-bit kernel was told to (personality(2)). So
# a program that runs here is asked too, by its ELF header (System V gABI): class in byte 4, order
# in 5, machine from 18. /proc/self/exe is the od itself.
header() { { od -An -v -tx1 -N52 "$1" || hexdump -v -n52 -e '1/1 " %02x"' "$1"; } 2>/dev/null; }
elf() {
    # shellcheck disable=SC2046 # one word a byte
    set -- $(header /proc/self/exe || header /bin/sh)
    bits='' order='' machine='' flags=''
    if [ "${1-}${2-}${3-}${4-}" != 7f454c46 ]; then return; fi
    case ${5-} in 01) bits=32 ;; 02) bits=64 ;; esac
    case ${6-} in 01) order=little ;; 02) order=big ;; esac
    machine=${19-}${20-} flags=${49-}
}
elf
kernel=$(uname -m)
case $kernel-$order-$bits-$machine in
*-big-*) cpu=$kernel-big ;;
x86_64-* | amd64-*) cpu=x86_64 ;;
aarch64-* | arm64-*) cpu=arm64 ;;
mips64el-* | mips64le-* | mips64-little-*) cpu=mips64el ;;
loongarch64-* | loong64-*) cpu=loong64 ;;
sw_64* | sw64*) cpu=sw64 ;;
*-64-3e00) cpu=x86_64 ;;
*-64-b700) cpu=arm64 ;;
*-64-0800) cpu=mips64el ;;
*) cpu=$kernel ;;
esac

# LoongArch has two worlds, and a kernel runs only the programs of its own. The old one's has 128
# signals, the new one's 64: SigBlk is a hex digit for four of them (proc(5)). That is the kernel
# itself; of what is installed there may be both. Only without /proc: the loader that is there, else
# the object ABI in e_flags (byte 48), which early tools of the new world left at the old one's 0.
# Release numbers say little: vendors have put either world on old ones.
world=''
if [ "$cpu" = loong64 ]; then
    signals=$(sed -n 's/^SigBlk:[[:space:]]*//p' /proc/self/status 2>/dev/null)
    loaders=''
    [ ! -e /lib64/ld.so.1 ] || loaders=old
    [ ! -e /lib64/ld-linux-loongarch-lp64d.so.1 ] || loaders=${loaders}new
    case ${#signals}-$loaders-$flags in
    32-*) world=abi1.0 ;;
    16-*) world=abi2.0 ;;
    *-old-*) world=abi1.0 ;;
    *-new-*) world=abi2.0 ;;
    *-03) world=abi1.0 ;;
    *-43) world=abi2.0 ;;
    esac
fi
named() { case $1 in abi1.0) words @OLD_WORLD@ ;; abi2.0) words @NEW_WORLD@ ;; esac; }
host=$kernel
[ -z "$bits" ] || host=$host$(words @BITS@)
case $order in little) host=$host$(words @LITTLE@) ;; big) host=$host$(words @BIG@) ;; esac
[ -z "$world" ] || host="$host, $(named "$world")"

# The files this script was made with, and the one that is for this machine.
files='' name='' digest='' other='' otherworld=''
offer() { # CPU ABI-WORLD SHA-256 NAME
    label=$1
    [ -z "$2" ] || label="$1, $(named "$2")"
    [ -f "$here$4" ] || label="$label; $(words @MISSING@)"
    files="$files
    $4 ($label)"
    if [ "$1" != "$cpu" ]; then return; fi
    if [ -n "$2" ] && [ -n "$world" ] && [ "$2" != "$world" ]; then
        other=$4 otherworld=$(named "$2")
    elif [ -z "$name" ]; then
        name=$4 digest=$3
    fi
}
@OFFERS@
if [ "$asked" = help ]; then words @HELP@; exit; fi
if [ -z "$name" ] && [ -n "$other" ]; then
    hostworld=$(named "$world")
    fail 11 @WRONG_WORLD@ @WRONG_WORLD_HELP@
fi
[ -n "$name" ] || fail 11 @NO_FILE@ @NO_FILE_HELP@

sha256() { # FILE
    for tool in sha256sum 'shasum -a 256' 'openssl dgst -sha256 -r' 'busybox sha256sum'; do
        found=$($tool <"$1" 2>/dev/null)
        found=${found%% *}
        [ ${#found} != 64 ] || break
    done
}
# A browser, a person or an old file system may have given it another name. Of what lies here only
# programs are read to their end.
file=$here$name found=''
if [ ! -f "$file" ]; then
    for file in "$here"*; do
        [ -f "$file" ] || continue
        case $(header "$file") in *'7f 45 4c 46'*) sha256 "$file" ;; *) continue ;; esac
        [ "$found" != "$digest" ] || break
    done
    [ "$found" = "$digest" ] || fail 11 @NOT_BESIDE@ @NOT_BESIDE_HELP@
    note @RENAMED@
fi
if [ "$asked" = print ]; then words @CHOICE@; exit; fi
note @TAKING@
[ "$bits" != 32 ] || note @NARROW@

# A private directory in the first place where a program really runs and the copy fits. Its name says
# since which start of which machine, and for which process.
boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null || uname -n)
made='' tried='' worst=14
remove() {
    [ -z "$made" ] || rm -rf "$made"
    made=''
}
trap remove EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
# What a run that was killed left. A home may be shared by machines, and have been so before a
# restart: what is not of this one goes after a day.
clear_up() {
    for left in "$place"/.goferry.*.*.??????; do
        # shellcheck disable=SC3067 # dash, bash, busybox and zsh have -O
        { [ -d "$left" ] && [ ! -h "$left" ] && [ -O "$left" ]; } || continue
        run=${left##*/.goferry.}
        run=${run%.*}
        process=${run##*.}
        case ${run%.*} in
        "$boot") [ "$process" = $$ ] || ! kill -0 "$process" 2>/dev/null || continue ;;
        *) [ -n "$(find "$left" -prune -mtime +0 2>/dev/null)" ] || continue ;;
        esac
        rm -rf "$left" 2>/dev/null && note @CLEARED@
    done
}
pass_over() { # why
    tried="$tried
    $place: $(words "$@")"
    remove
    return 1
}
copy_to() {
    clear_up
    made=$(mktemp -d "$place/.goferry.$boot.$$.XXXXXX" 2>/dev/null) || pass_over @NOT_WRITABLE@ || return
    copy=$made/$name probe=$made/probe
    if printf '#!/bin/sh\nexit 0\n' 2>/dev/null >"$probe" && chmod 700 "$probe"; then
        "$probe" 2>/dev/null </dev/null || pass_over @NOEXEC@ || return
    fi
    said=$(LC_ALL=C cp "$file" "$copy" 2>&1) && chmod 700 "$copy" && return
    cat "$file" >/dev/null 2>&1 || fail 24 @MEDIUM@ @MEDIUM_HELP@
    case $said in
    *'No space left'* | *'uota exceeded'*) worst=13 && pass_over @NO_SPACE@ ;;
    *) worst=16 && pass_over @NOT_COPIED@ ;;
    esac
}
copy=''
for place in "${HOME-}" "${TMPDIR-}" /var/tmp /tmp; do
    case $place in /*) copy_to && break ;; esac
done
[ -n "$made" ] || fail "$worst" @NO_PLACE@ @NO_PLACE_HELP@
[ -z "$tried" ] || note @PASSED_OVER@

# Accidents on the way are found here, forgeries only by the file itself.
sha256 "$copy"
case $found in
"$digest") ;;
*[!0-9a-f]* | '') words @NO_TOOL@ >&2 ;;
*) fail 20 @DAMAGED@ @DAMAGED_HELP@ ;;
esac

# While it runs, signals are its business: it gets those of the terminal as well.
trap : HUP INT TERM
"$copy" "$@"
code=$?
# goferry never ends so: the shell could not start it.
case $code in 126 | 127) fail 15 @NOT_STARTED@ @NOT_STARTED_HELP@ ;; esac
exit "$code"
