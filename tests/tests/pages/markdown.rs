//! As much of Markdown as the pages are written in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Every file below the checkout whose name ends so, relative to it; nothing that was built or fetched.
pub fn files(ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![root().to_owned()];
    while let Some(directory) = pending.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if path.is_dir() && !name.starts_with('.') && name != "target" {
                pending.push(path);
            } else if path.is_file() && name.ends_with(ending) {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// One page.
pub struct Page {
    /// Relative to the checkout.
    pub path: PathBuf,
    pub text: String,
}

/// A line outside code blocks, or a whole code block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Line(&'a str),
    Code { language: &'a str, text: &'a str },
}

impl Page {
    pub fn read(path: impl Into<PathBuf>) -> Page {
        let path = path.into();
        let text = std::fs::read_to_string(root().join(&path));
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Page { path, text }
    }

    pub fn all() -> Vec<Page> {
        files(".md").into_iter().map(Page::read).collect()
    }

    /// The page in order.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        let mut rest = self.text.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            rest = after;
            let Some(language) = line.strip_prefix("```") else {
                pieces.push(Piece::Line(line));
                continue;
            };
            let end = rest.find("\n```").unwrap_or_else(|| panic!("{self}: a block never ends"));
            pieces.push(Piece::Code { language, text: &rest[..end] });
            rest = rest[end + 1..].split_once('\n').map_or("", |(_, after)| after);
        }
        pieces
    }

    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.pieces().into_iter().filter_map(|piece| match piece {
            Piece::Line(line) => Some(line),
            Piece::Code { .. } => None,
        })
    }

    /// What a `#` may be followed by in a link to this page, as forges make it of the headings.
    pub fn anchors(&self) -> Vec<String> {
        let mut met = BTreeMap::new();
        let headings = self.lines().filter_map(heading);
        let anchors = headings.map(|(_, words)| {
            let anchor = anchor(words);
            let times = met.entry(anchor.clone()).and_modify(|n| *n += 1).or_insert(0);
            if *times == 0 { anchor } else { format!("{anchor}-{times}") }
        });
        anchors.collect()
    }

    /// The targets of its links.
    pub fn links(&self) -> Vec<&str> {
        let targets = |line| str::split(line, "](").skip(1).filter_map(|t| t.split_once(')'));
        self.lines().flat_map(targets).map(|(target, _)| target).collect()
    }

    /// What stands between backticks.
    pub fn code(&self) -> impl Iterator<Item = &str> {
        self.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
    }

    /// The cells of each table that has these columns, without the head.
    pub fn table(&self, columns: &[&str]) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        let mut lines = self.lines();
        while let Some(line) = lines.next() {
            if cells(line).is_some_and(|head| columns.iter().all(|c| head.iter().any(|h| h == c))) {
                lines.next();
                rows.extend(lines.by_ref().map_while(cells));
            }
        }
        assert!(!rows.is_empty(), "{self} has no table with {columns:?}");
        rows
    }
}

impl std::fmt::Display for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.path.display().fmt(f)
    }
}

/// Level and words of a heading.
pub fn heading(line: &str) -> Option<(usize, &str)> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    (level > 0).then_some(words.strip_prefix(' ')?).map(|words| (level, words))
}

/// The cells of a line of a table.
pub fn cells(line: &str) -> Option<Vec<String>> {
    let line = line.strip_prefix('|')?.strip_suffix('|')?.replace("\\|", "\u{1}");
    Some(line.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect())
}

fn anchor(words: &str) -> String {
    let kept = words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn a_heading_is_linked_to_as_forges_do() {
    let page = Page {
        path: PathBuf::from("page.md"),
        text: "# A vendor's own Go\n```\n# no heading\n```\n## Go 的来源\n## Go 的来源\n".into(),
    };
    assert_eq!(page.anchors(), ["a-vendors-own-go", "go-的来源", "go-的来源-1"]);
}
