//! What will be unpacked: INDEX, read whole and split by frame.

use crate::container::Verified;
use crate::container::index::{Member, MemberKind};
use crate::platform::Cpu;
use std::collections::HashSet;

/// Which members are wanted.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Frames for this CPU and for any.
    pub cpu: Cpu,
    /// Shell patterns on whole paths; empty means everything. A pattern that matches a directory
    /// takes all below it.
    pub globs: Vec<String>,
}

impl Selection {
    /// Everything a host with `cpu` needs.
    pub fn all(cpu: Cpu) -> Self {
        Selection { cpu, globs: Vec::new() }
    }

    /// What belongs to these components, each of which has a directory of its own; of `None` everything.
    pub fn of_components(cpu: Cpu, components: Option<&[String]>) -> Self {
        let directory = |name: &String| match name.strip_prefix("modules:") {
            Some(project) => format!("modules/{project}"),
            None if name == "go" => "goroot".to_owned(),
            None => name.clone(),
        };
        let globs = components.unwrap_or_default().iter().map(directory).collect();
        Selection { cpu, globs }
    }

    /// Whether the member at `path` is wanted, or is a directory on the way to what is.
    pub fn needs(&self, path: &str) -> bool {
        let is_above = |glob: &String| glob.strip_prefix(path).is_some_and(|r| r.starts_with('/'));
        self.wants(path) || self.globs.iter().any(is_above)
    }

    /// Whether the member at `path` is wanted.
    pub fn wants(&self, path: &str) -> bool {
        self.globs.is_empty()
            || self.globs.iter().any(|glob| {
                let mut prefix = path;
                loop {
                    if matches(glob.as_bytes(), prefix.as_bytes()) {
                        return true;
                    }
                    match prefix.rfind('/') {
                        Some(at) => prefix = &prefix[..at],
                        None => return false,
                    }
                }
            })
    }
}

/// Whether all of `text` is what the pattern says: `*`, `?` and literal bytes; `*` also spans `/`.
pub fn matches(glob: &[u8], text: &[u8]) -> bool {
    let (mut g, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match glob.get(g) {
            Some(b'*') => {
                star = Some((g, t));
                g += 1;
            }
            Some(c) if *c == b'?' || *c == text[t] => (g, t) = (g + 1, t + 1),
            _ => match star {
                Some((at, from)) => (g, t, star) = (at + 1, from + 1, Some((at, from + 1))),
                None => return false,
            },
        }
    }
    glob[g..].iter().all(|c| *c == b'*')
}

/// The members of the selected frames, and which of them are wanted.
#[derive(Debug)]
pub struct Plan {
    frames: Vec<Vec<Member>>,
    directories: Vec<Member>,
    selected: Vec<usize>,
    selection: Selection,
    needed: HashSet<String>,
    left_out: HashSet<String>,
    lengths: Vec<u64>,
}

impl Plan {
    /// Reads INDEX.
    ///
    /// # Errors
    /// [`Exit::Damaged`](voice::Exit::Damaged) where it does not hold, which verification has seen by then.
    pub fn new(verified: &Verified<'_>, selection: Selection) -> anyhow::Result<Plan> {
        let payload = &verified.trusted().manifest()?.payload;
        let all = payload.frames.iter().enumerate();
        let selected = all.filter(|(_, frame)| frame.platform.serves(selection.cpu));
        let selected = selected.map(|(number, _)| number);
        let mut plan = Plan {
            frames: vec![Vec::new(); payload.frames.len()],
            directories: Vec::new(),
            selected: selected.collect(),
            lengths: payload.frames.iter().map(|f| f.expanded_length).collect(),
            selection,
            needed: HashSet::new(),
            left_out: HashSet::new(),
        };
        for member in verified.trusted().index(verified.source())? {
            let member = member?;
            if payload.serves(plan.selection.cpu, member.frame) {
                plan.take(member);
            }
        }
        let needed = |member: &Member| plan.wants(member);
        plan.directories = plan.directories.iter().filter(|dir| needed(dir)).cloned().collect();
        Ok(plan)
    }

    /// The same plan without the files and links that `wants` does not want: somebody else lays them down. A frame
    /// nothing is wanted of is not decoded.
    pub fn only(mut self, wants: impl Fn(&Member) -> bool) -> Plan {
        let members = self.frames.iter().flatten();
        let unwanted = members.filter(|member| member.kind != MemberKind::Dir && !wants(member));
        self.left_out = unwanted.map(|member| member.path.clone()).collect();
        let mut selected = std::mem::take(&mut self.selected);
        selected.retain(|number| {
            let mut members = self.members(*number).iter();
            members.any(|member| member.kind != MemberKind::Dir && self.wants(member))
        });
        Plan { selected, ..self }
    }

    fn take(&mut self, member: Member) {
        if self.selection.wants(&member.path) {
            self.need_parents_of(&member.path);
        }
        if member.kind == MemberKind::Dir {
            self.directories.push(member.clone());
        }
        if let Some(frame) = usize::try_from(member.frame).ok().and_then(|n| self.frames.get_mut(n))
        {
            frame.push(member);
        }
    }

    fn need_parents_of(&mut self, path: &str) {
        let mut parent = path;
        while let Some(at) = parent.rfind('/') {
            parent = &parent[..at];
            if !self.needed.insert(parent.to_owned()) {
                return;
            }
        }
    }

    /// Whether `member` is to be written: it matches, or something below it does.
    pub fn wants(&self, member: &Member) -> bool {
        !self.left_out.contains(&member.path)
            && (self.selection.wants(&member.path) || self.needed.contains(&member.path))
    }

    /// Directories to make, parents first.
    pub fn directories(&self) -> impl Iterator<Item = &Member> {
        self.directories.iter()
    }

    /// Members of frame `number`, in the frame's order.
    pub fn members(&self, number: usize) -> &[Member] {
        self.frames.get(number).map_or(&[], Vec::as_slice)
    }

    /// Which frame holds a member at `path`.
    pub(super) fn frame_of(&self, path: &str) -> Option<usize> {
        self.frames.iter().position(|members| members.iter().any(|member| member.path == path))
    }

    /// Every wanted member.
    pub fn wanted(&self) -> impl Iterator<Item = &Member> {
        self.frames.iter().flatten().filter(|member| self.wants(member))
    }

    /// Two wanted members whose paths differ in the case of ASCII letters only, the first such pair. Which other
    /// names a file system takes for the same only it knows: unpacking asks it, name by name.
    pub fn case_twins(&self) -> Option<(&str, &str)> {
        let mut folded = HashSet::new();
        let paths = || self.wanted().map(|member| member.path.as_str());
        let other = paths().find(|path| !folded.insert(path.to_ascii_lowercase()))?;
        let one = paths().find(|path| path.eq_ignore_ascii_case(other))?;
        Some((one, other))
    }

    /// The members that lie in the same directory as `member`.
    pub(super) fn beside<'a>(&'a self, member: &'a Member) -> impl Iterator<Item = &'a Member> {
        let parent = |path: &'a str| path.rsplit_once('/').map(|(parent, _)| parent);
        let others = self.frames.iter().flatten().filter(|other| other.path != member.path);
        others.filter(move |other| parent(&other.path) == parent(&member.path))
    }

    /// Bytes of all files in the frames that are decoded: what a progress bar counts.
    pub fn total(&self) -> u64 {
        self.selected.iter().flat_map(|number| self.members(*number)).map(Member::size).sum()
    }

    /// Bytes that will be written.
    pub fn wanted_bytes(&self) -> u64 {
        self.wanted().map(Member::size).sum()
    }

    /// Bytes on a file system with blocks of `block` bytes: each file rounded up, a block a directory.
    pub fn wanted_on_disk(&self, block: u64) -> u64 {
        self.wanted()
            .map(|m| match m.kind {
                MemberKind::File { size, .. } => size.next_multiple_of(block.max(1)),
                MemberKind::Dir => block,
                MemberKind::Link { .. } => 0,
            })
            .sum()
    }

    /// Selected frames, shortest first, so that `pop` gives the longest.
    pub(super) fn frames_longest_first(&self) -> Vec<usize> {
        let mut numbers = self.selected.clone();
        numbers.sort_by_key(|n| self.lengths.get(*n).copied().unwrap_or(0));
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_whole_paths_and_what_lies_below() {
        let wants = |glob: &str, path: &str| {
            Selection { cpu: Cpu::X86_64, globs: vec![glob.to_owned()] }.wants(path)
        };
        assert!(wants("goroot/bin", "goroot/bin/go"));
        assert!(wants("*/go", "goroot/bin/go"));
        assert!(wants("goroot/b?n/*", "goroot/bin/go"));
        assert!(!wants("bin", "goroot/bin/go"));
        assert!(!wants("goroot/bin/go?", "goroot/bin/go"));
        assert!(wants("*a*b", "xaxab") && !wants("*a*b", "xaxac"));
        assert!(wants("a**", "a") && !wants("a*b", "a"));
        assert!(wants("*bin", "goroot/bin") && !wants("", "goroot"));
        assert!(!wants("*ab", "aba") && wants("*ab", "aab") && wants("?*?", "ab"));
    }

    /// Of two frames with these members; what ends in `.go` is a link, the rest directories.
    fn planned(glob: &str, members: &[(u64, &str)]) -> Plan {
        let mut plan = Plan {
            frames: vec![Vec::new(); 2],
            directories: Vec::new(),
            selected: vec![0, 1],
            selection: Selection { cpu: Cpu::X86_64, globs: vec![glob.to_owned()] },
            needed: HashSet::new(),
            left_out: HashSet::new(),
            lengths: vec![512, 1024],
        };
        for (frame, path) in members {
            let kind = match path.ends_with(".go") {
                true => MemberKind::Link { target: "y".to_owned() },
                false => MemberKind::Dir,
            };
            plan.take(Member { path: (*path).to_owned(), frame: *frame, kind });
        }
        plan
    }

    #[test]
    fn members_of_any_two_frames_may_be_case_twins() {
        let twins = |glob, members| {
            let plan = planned(glob, members);
            plan.case_twins().map(|(one, other)| (one.to_owned(), other.to_owned()))
        };
        let members = &[(0, "a"), (0, "a/B"), (1, "A"), (1, "a/b.go"), (1, "a/bé"), (1, "a/bÉ")];
        assert_eq!(twins("*", members), Some(("a".to_owned(), "A".to_owned())));
        assert_eq!(twins("a*", members), None, "what is not wanted is not made");
        assert_eq!(twins("*", &[(0, "a"), (0, "a/a"), (1, "b"), (1, "b/a")]), None);
    }

    #[test]
    fn the_members_beside_one_have_its_directory() {
        let plan = planned("*", &[(0, "a"), (0, "a/b"), (1, "a/B"), (1, "a/b/c"), (1, "b")]);
        let beside = |path: &str| {
            let member = plan.wanted().find(|member| member.path == path).unwrap();
            plan.beside(member).map(|other| other.path.as_str()).collect::<Vec<_>>()
        };
        assert_eq!([beside("a"), beside("a/B"), beside("a/b/c")], [vec!["b"], vec!["a/b"], vec![]]);
    }

    #[test]
    fn every_directory_on_the_way_to_what_is_wanted_is_needed() {
        let members = [(0, "a"), (0, "a/b"), (1, "a/b/c"), (1, "a/b/c/x.go"), (1, "a/d")];
        let plan = planned("*.go", &members);
        let wanted: Vec<_> = plan.wanted().map(|member| member.path.as_str()).collect();
        assert_eq!(wanted, ["a", "a/b", "a/b/c", "a/b/c/x.go"]);
        assert_eq!(["a/b", "a/d", "b"].map(|path| plan.frame_of(path)), [Some(0), Some(1), None]);
        assert_eq!(plan.frames_longest_first().pop(), Some(1));
    }
}
