//! What INDEX may list (FORMAT.md 6): the one rule of the packer before it compresses, of `verify` and of install.

use super::MAX_MEMBERS;
use super::member::{Member, MemberKind};
use crate::platform::Platform;
use crate::words::container as words;
use voice::Said;

/// The rule at one of its lines. It needs few of those before: whatever begins with a path follows it closely where
/// paths are sorted by their bytes.
pub struct Rule<'a> {
    frames: Vec<Frame<'a>>,
    /// Members whose paths the last one's begins with, and the last one.
    open: Vec<Member>,
    admitted: u64,
}

struct Frame<'a> {
    component: &'a str,
    platform: Platform,
    members: u64,
}

impl<'a> Rule<'a> {
    /// For a container with these frames: the name of each one's component, and which hosts need it.
    pub fn new(frames: impl IntoIterator<Item = (&'a str, Platform)>) -> Self {
        let frame = |(component, platform)| Frame { component, platform, members: 0 };
        let frames = frames.into_iter().map(frame).collect();
        Rule { frames, open: Vec::new(), admitted: 0 }
    }

    /// Whether `member` may follow those that were admitted.
    ///
    /// # Errors
    /// Why not. Nothing may be asked afterwards.
    pub fn admit(&mut self, member: &Member) -> Result<(), Said> {
        let Member { path, frame, kind: _ } = member;
        if let Some(flaw) = member.flaw() {
            return Err(flaw);
        }
        let follows = |last: &Member| (&last.path, last.frame) < (path, *frame);
        if !self.open.last().is_none_or(follows) || self.admitted == MAX_MEMBERS {
            return Err(words::index_order(&path));
        }
        let at = usize::try_from(*frame).unwrap_or(usize::MAX);
        let found = self.frames.get_mut(at).filter(|frame| may_hold(frame.component, member));
        let found = found.ok_or_else(|| words::index_frame(&path, &frame))?;
        found.members += 1;
        let platform = found.platform;
        self.open.retain(|before| path.starts_with(&before.path));
        if self.at(path).any(|(_, other)| other.covers(platform) || platform.covers(other)) {
            return Err(words::index_order(&path));
        }
        let holds = |(kind, other): (&MemberKind, Platform)| {
            *kind == MemberKind::Dir && other.covers(platform)
        };
        if path.rsplit_once('/').is_some_and(|(parent, _)| !self.at(parent).any(holds)) {
            return Err(words::index_parent(&path));
        }
        self.open.push(member.clone());
        self.admitted += 1;
        Ok(())
    }

    /// How many members were admitted.
    pub fn admitted(&self) -> u64 {
        self.admitted
    }

    /// How many of each frame.
    pub(super) fn counts(&self) -> impl Iterator<Item = u64> {
        self.frames.iter().map(|frame| frame.members)
    }

    /// What is at `path`, with the hosts that need it.
    fn at(&self, path: &str) -> impl Iterator<Item = (&MemberKind, Platform)> {
        let there = self.open.iter().rev().filter(move |before| before.path == path);
        there.filter_map(|member| {
            let frame = self.frames.get(usize::try_from(member.frame).ok()?)?;
            Some((&member.kind, frame.platform))
        })
    }
}

/// Whether a component may have this member: its own directory, or what lies below it.
fn may_hold(component: &str, member: &Member) -> bool {
    let path = member.path.as_str();
    let below =
        |top: &str| path == top || path.strip_prefix(top).is_some_and(|r| r.starts_with('/'));
    match component {
        "go" => below("goroot"),
        "gocache" => is_of_a_build_cache(member),
        "modcache" => is_of_a_proxy_tree(member),
        "sumdb" => is_of_a_checksum_database(member),
        "meta" => below("meta"),
        _ => component
            .strip_prefix("modules:")
            .is_some_and(|name| path == "modules" || below(&format!("modules/{name}"))),
    }
}

/// Go's build cache has `XX/DIGEST-a`, what is known of an action, and `XX/DIGEST-d`, what came of one, where `XX` are
/// the first two digits of DIGEST. Nothing else of it travels.
fn is_of_a_build_cache(member: &Member) -> bool {
    let parts: Vec<&str> = member.path.split('/').collect();
    let is_hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    match parts.as_slice() {
        ["gocache"] => member.kind == MemberKind::Dir,
        ["gocache", two] => member.kind == MemberKind::Dir && is_hex(two, 2),
        ["gocache", two, entry] => {
            let digest = entry.strip_suffix("-a").or_else(|| entry.strip_suffix("-d"));
            let is_entry = digest.is_some_and(|digest| is_hex(digest, 64));
            let is_plain = matches!(member.kind, MemberKind::File { executable: false, .. });
            is_plain && is_entry && entry.starts_with(two)
        }
        _ => false,
    }
}

/// A module proxy's tree has `MODULE/@v/list` and `MODULE/@v/VERSION.info`, `.mod` and `.zip`, with each upper-case letter
/// as `!` and the lower-case one (the Go modules reference, "GOPROXY protocol").
fn is_of_a_proxy_tree(member: &Member) -> bool {
    let parts: Vec<&str> = member.path.split('/').collect();
    let ["modcache", module @ ..] = parts.as_slice() else { return false };
    let is_lower = !member.path.bytes().any(|b| b.is_ascii_uppercase());
    let ends_in_versions = |path: &[&str]| {
        let at = path.iter().position(|part| *part == "@v");
        at.is_some_and(|at| at > 0 && at + 1 == path.len())
    };
    let is_in_module = |path: &[&str]| !path.contains(&"@v");
    is_lower
        && match (&member.kind, module) {
            (MemberKind::Dir, path) => is_in_module(path) || ends_in_versions(path),
            (MemberKind::File { executable: false, .. }, [path @ .., name]) => {
                let is_one = |ending| name.strip_suffix(ending).is_some_and(|v| !v.is_empty());
                let is_known = *name == "list" || [".info", ".mod", ".zip"].into_iter().any(is_one);
                ends_in_versions(path) && is_known
            }
            _ => false,
        }
}

/// Part of a checksum database as a proxy serves it, `NAME/`, with the tree heads it bridges. What the files say is judged
/// by who takes them in.
fn is_of_a_checksum_database(member: &Member) -> bool {
    let parts: Vec<&str> = member.path.split('/').collect();
    let is_dir = member.kind == MemberKind::Dir;
    let is_plain = matches!(member.kind, MemberKind::File { executable: false, .. });
    match parts.as_slice() {
        ["sumdb"] | ["sumdb", _] | ["sumdb", _, "heads" | "lookup" | "tile"] => is_dir,
        ["sumdb", _, "supported" | "latest"] => is_plain,
        ["sumdb", _, "heads" | "lookup" | "tile", ..] => is_dir || is_plain,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::MAX_PATH;
    use crate::digest::Sha256;
    use crate::platform::Cpu::{Arm64, X86_64};
    use Platform::{Any, Cpu};

    const FRAMES: [(&str, Platform); 4] =
        [("go", Cpu(X86_64)), ("go", Cpu(Arm64)), ("go", Any), ("modules:x", Any)];

    fn directory(frame: u64, path: &str) -> Member {
        Member { path: path.to_owned(), frame, kind: MemberKind::Dir }
    }

    fn file(frame: u64, path: &str) -> Member {
        let kind = MemberKind::File { executable: false, size: 0, sha256: Sha256::of(b"") };
        Member { kind, ..directory(frame, path) }
    }

    /// What the rule says of the last of these; those before it are admitted.
    fn last(members: &[Member]) -> &'static str {
        let mut rule = Rule::new(FRAMES);
        let (last, before) = members.split_last().unwrap();
        for member in before {
            rule.admit(member).map_err(|why| why.name()).unwrap();
        }
        rule.admit(last).map_or_else(|why| why.name(), |()| "")
    }

    #[test]
    fn names_that_only_begin_alike_do_not_part_a_directory_from_what_is_in_it() {
        let top = || directory(2, "goroot");
        let all = [
            top(),
            directory(2, "goroot/a"),
            file(2, "goroot/a-b"),
            directory(2, "goroot/a."),
            file(2, "goroot/a./x"),
            file(2, "goroot/a/x"),
            file(2, "goroot/ab"),
        ];
        for end in 1..=all.len() {
            assert_eq!(last(&all[..end]), "", "{end}");
        }
        assert_eq!(last(&[top(), file(2, "goroot/a"), file(2, "goroot/a/x")]), "index_parent");
        assert_eq!(last(&[top(), file(2, "goroot/a/x")]), "index_parent");
        assert_eq!(last(&[file(2, "goroot/x")]), "index_parent");
    }

    #[test]
    fn a_host_has_one_member_at_a_path_and_every_directory_on_the_way_to_it() {
        let top = || directory(2, "goroot");
        let both = |one, other| last(&[top(), file(one, "goroot/x"), file(other, "goroot/x")]);
        assert_eq!([both(0, 1), both(0, 2), both(1, 2)], ["", "index_order", "index_order"]);
        assert_eq!([both(1, 0), both(0, 0)], ["index_order"; 2]);
        let below =
            |dir, inside| last(&[top(), directory(dir, "goroot/d"), file(inside, "goroot/d/x")]);
        assert_eq!([below(0, 0), below(2, 0), below(2, 2)], [""; 3]);
        assert_eq!([below(0, 1), below(0, 2)], ["index_parent"; 2]);
        let kinds = [top(), directory(0, "goroot/d"), file(1, "goroot/d"), file(0, "goroot/d/x")];
        assert_eq!(last(&kinds), "");
        let other = [top(), directory(0, "goroot/d"), file(1, "goroot/d"), file(1, "goroot/d/x")];
        assert_eq!(last(&other), "index_parent");
    }

    #[test]
    fn names_that_a_file_system_may_take_for_one_are_two() {
        let names = ["README", "readme", "straße", "strasse", "e\u{301}", "\u{e9}"];
        let mut members: Vec<Member> =
            names.iter().map(|name| file(3, &format!("modules/x/{name}"))).collect();
        members.extend([directory(3, "modules"), directory(3, "modules/x")]);
        members.sort_by(|a, b| a.path.cmp(&b.path));
        assert_eq!(last(&members), "");
    }

    #[test]
    fn lines_ascend_by_the_bytes_of_path_and_frame() {
        let top = || directory(2, "goroot");
        assert_eq!(last(&[top(), top()]), "index_order");
        assert_eq!(last(&[top(), file(2, "goroot/b"), file(2, "goroot/a")]), "index_order");
        assert_eq!(last(&[top(), file(2, "goroot/b"), file(2, "goroot/B")]), "index_order");
    }

    #[test]
    fn components_have_members_only_in_their_own_directory() {
        for (component, path, good) in [
            ("modules:tools", "modules", true),
            ("modules:tools", "modules/tools", true),
            ("modules:tools", "modules/tools2", false),
            ("modules:tools", "modules/other", false),
            ("meta", "meta", true),
            ("meta", "metal", false),
            ("meta", "goroot", false),
            ("go", "goroot", true),
            ("go", "meta", false),
            ("end", "goroot", false),
        ] {
            assert_eq!(may_hold(component, &directory(0, path)), good, "{component} {path}");
        }
    }

    #[test]
    fn a_build_cache_has_entries_in_the_directories_of_their_first_two_digits_and_nothing_else() {
        let digest = format!("0a{}", "f".repeat(62));
        let entry = |name: &str| file(0, &format!("gocache/{name}"));
        for (member, good) in [
            (directory(0, "gocache"), true),
            (directory(0, "gocache/0a"), true),
            (entry(&format!("0a/{digest}-a")), true),
            (entry(&format!("0a/{digest}-d")), true),
            (file(0, "gocache"), false),
            (entry("0a"), false),
            (directory(0, "gocache/0A"), false),
            (directory(0, "gocache/0ab"), false),
            (directory(0, &format!("gocache/0a/{digest}-d")), false),
            (entry(&format!("0b/{digest}-a")), false),
            (entry(&format!("0a/{digest}-x")), false),
            (entry(&format!("0a/{}-a", &digest[1..])), false),
            (entry(&format!("0a/{digest}-d/x")), false),
            (entry("trim.txt"), false),
            (directory(0, "gocaches"), false),
        ] {
            assert_eq!(may_hold("gocache", &member), good, "{}", member.path);
        }
        let sha256 = Sha256::of(b"");
        let program = MemberKind::File { executable: true, size: 0, sha256 };
        let link = MemberKind::Link { target: "x".to_owned() };
        for kind in [program, link] {
            let member = Member { kind, ..entry(&format!("0a/{digest}-d")) };
            assert!(!may_hold("gocache", &member));
        }
    }

    #[test]
    fn a_proxy_tree_has_the_versions_of_modules_and_nothing_else() {
        for (member, good) in [
            (directory(0, "modcache"), true),
            (directory(0, "modcache/example.org"), true),
            (directory(0, "modcache/example.org/!x/@v"), true),
            (file(0, "modcache/example.org/!x/@v/list"), true),
            (file(0, "modcache/example.org/!x/@v/v1.0.0.info"), true),
            (file(0, "modcache/example.org/!x/@v/v1.0.0.mod"), true),
            (file(0, "modcache/example.org/!x/@v/v1.0.0-rc.1+incompatible.zip"), true),
            (directory(0, "modcache/@v"), false),
            (file(0, "modcache/@v/list"), false),
            (file(0, "modcache/list"), false),
            (file(0, "modcache/example.org/X/@v/list"), false),
            (file(0, "modcache/example.org/x/@v/v1.0.0.lock"), false),
            (file(0, "modcache/example.org/x/@v/.zip"), false),
            (file(0, "modcache/example.org/x/@v/v1/v1.0.0.zip"), false),
            (directory(0, "modcache/example.org/x/@v/v1"), false),
            (directory(0, "modcache/example.org/x/@v/list"), false),
            (file(0, "modcache/example.org/x/list"), false),
            (file(0, "modcaches/example.org/x/@v/list"), false),
        ] {
            assert_eq!(may_hold("modcache", &member), good, "{}", member.path);
        }
        let link = MemberKind::Link { target: "x".to_owned() };
        let link = Member { kind: link, ..file(0, "modcache/example.org/x/@v/list") };
        assert!(!may_hold("modcache", &link));
    }

    #[test]
    fn a_checksum_database_has_heads_lookups_and_tiles_and_nothing_else() {
        for (member, good) in [
            (directory(0, "sumdb"), true),
            (directory(0, "sumdb/sum.golang.org"), true),
            (directory(0, "sumdb/sum.golang.org/lookup"), true),
            (directory(0, "sumdb/sum.golang.org/lookup/example.org"), true),
            (file(0, "sumdb/sum.golang.org/supported"), true),
            (file(0, "sumdb/sum.golang.org/latest"), true),
            (file(0, "sumdb/sum.golang.org/heads/72470197"), true),
            (file(0, "sumdb/sum.golang.org/lookup/example.org/x@v1.0.0"), true),
            (file(0, "sumdb/sum.golang.org/tile/8/0/x271/398"), true),
            (file(0, "sumdb"), false),
            (file(0, "sumdb/latest"), false),
            (file(0, "sumdb/sum.golang.org/tile"), false),
            (file(0, "sumdb/sum.golang.org/other"), false),
            (directory(0, "sumdb/sum.golang.org/supported"), false),
            (directory(0, "sumdbs"), false),
        ] {
            assert_eq!(may_hold("sumdb", &member), good, "{}", member.path);
        }
    }

    #[test]
    fn a_frame_has_members_only_of_its_component() {
        for (frame, path) in [(3, "goroot"), (0, "modules"), (3, "modules/y"), (4, "goroot")] {
            assert_eq!(last(&[directory(frame, path)]), "index_frame", "{frame} {path}");
        }
        assert_eq!(last(&[directory(u64::MAX, "goroot")]), "index_frame");
    }

    #[test]
    fn the_longest_path_and_name_are_admitted_and_no_byte_more() {
        let nested = |length: usize| {
            let mut path = "goroot".to_owned();
            let mut all = vec![directory(2, &path)];
            while path.len() < length {
                let room = length - path.len() - 1;
                path += &format!("/{}", "n".repeat(room.min(if room == 256 { 250 } else { 255 })));
                all.push(directory(2, &path));
            }
            assert_eq!(path.len(), length);
            all
        };
        let longest = usize::try_from(MAX_PATH).unwrap();
        assert_eq!(last(&nested(longest)), "");
        assert_eq!(last(&nested(longest + 1)), "path_length");
        let named =
            |length| [directory(2, "goroot"), file(2, &format!("goroot/{length:0>length$}"))];
        assert_eq!([last(&named(255)), last(&named(256))], ["", "name_length"]);
    }

    #[test]
    fn there_are_at_most_so_many_members() {
        for (before, admitted) in [(MAX_MEMBERS - 1, true), (MAX_MEMBERS, false)] {
            let mut rule = Rule::new(FRAMES);
            rule.admitted = before;
            assert_eq!(rule.admit(&directory(2, "goroot")).is_ok(), admitted, "{before}");
        }
    }
}
