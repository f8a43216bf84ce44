# Sourced by the scripts here: says which stage runs and how long each took, and knows the cache.
# shellcheck shell=bash

# What is costly to make and keyed by what went in; ci/README.md says what lies in it.
export GOFERRY_CACHE=${GOFERRY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/goferry}

case $GOFERRY_CACHE in
    /*) ;;
    *) printf 'error: GOFERRY_CACHE is %s; it must be an absolute path\n' "$GOFERRY_CACHE" >&2 && exit 1 ;;
esac

stage_words=

# stage WORDS...: the former stage is over, this one begins.
stage() {
    stage_done
    stage_words=$*
    stage_began=${EPOCHREALTIME/./}
    printf '== %s\n' "$stage_words" >&2
}

# Closes the running stage and says how long it took.
stage_done() {
    [ -n "$stage_words" ] || return 0
    local tenths=$(((${EPOCHREALTIME/./} - stage_began) / 100000))
    printf '== %s: %d.%d s\n' "$stage_words" $((tenths / 10)) $((tenths % 10)) >&2
    stage_words=
}

# note WORDS...: one line about what the running stage met or chose.
note() {
    printf '   %s\n' "$*" >&2
}

# die WORDS...: what is wrong, and the end of the script.
die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# copy_head NAME CRATE...: HEAD as $copy in the cache, with the compiled crates of last time but for CRATEs.
copy_head() {
    copy=$GOFERRY_CACHE/work/$1
    rm -rf "$copy.new"
    git clone --quiet --shared . "$copy.new"
    [ ! -e "$copy/target" ] || mv "$copy/target" "$copy.new/target"
    rm -rf "$copy"
    mv "$copy.new" "$copy"
    local crate
    for crate in "${@:2}"; do touch "$copy/$crate"/src/*.rs; done
}

# as_root COMMAND...: runs it with all rights.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# digest_of PATH...: SHA-256 over the names and contents of all files below the paths, pages apart.
# The locale is fixed, so that every machine sorts the names alike.
digest_of() {
    find "$@" -type f ! -name '*.md' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}
