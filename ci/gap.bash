# shellcheck shell=bash
# Real programs on both sides of the gap: what ci/field and ci/modules share.

# shellcheck disable=SC2034 # theirs
go_version=1.27.3

# packer_and_keys PLACE: the packer of these sources, and keys made on the spot.
packer_and_keys() {
    cargo build --locked --quiet --workspace --bin goferry-pack
    mkdir -p "$1"
    [ -d "$1/keys" ] || target/debug/goferry-pack keys init --no-passphrase --out "$1/keys" \
        --name "snake-oil, made on the spot by ci/${1##*/}" >&2
}

# A directory of its own for what an earlier run may have left, whatever its modes.
empty() {
    [ ! -e "$1" ] || chmod -R u+w "$1"
    rm -rf "$1" && mkdir -p "$1"
}

# A module's source as its zip has it. What it replaces by directories of a repository, its users get by version.
fetch() {
    local directory replaced
    directory=$(GOFLAGS=-mod=mod go mod download -json "$1" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
    cp -r "$directory" "$2" && chmod -R u+w "$2" || return
    # Of a vendor tree a zip has nothing but the list.
    rm -rf "$2/vendor"
    replaced=$(cd "$2" && go mod edit -json | sed -n '/"Replace"/,$p' | awk -F'"' '
        $2 == "Old" {old = 1} $2 == "New" {old = 0}
        $2 == "Path" && old {path = $4} $2 == "Path" && !old && $4 ~ /^\./ {print path}')
    [ -z "$replaced" ] || (
        cd "$2" || exit
        for module in $replaced; do go mod edit -dropreplace "$module"; done
        go mod tidy
    )
}

mebibytes() {
    echo $(($(stat --format=%s "$1") >> 20))
}

# far_side HOME COMMAND...: as a user of a machine without a network.
far_side() {
    env --ignore-environment --chdir="$1" HOME="$1" PATH=/usr/bin:/bin LANG=C.UTF-8 \
        unshare --map-root-user --net "${@:2}"
}
