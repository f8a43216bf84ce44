//! `vendor/modules.txt`, read as cmd/go reads it (`readVendorList` in `modload/vendor.go`): unknown
//! lines and annotations are ignored, the annotations of one module are united.

use super::go_mod::ModuleRef;

/// A parsed `vendor/modules.txt`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModulesTxt {
    /// In the order of their first mention.
    pub modules: Vec<Listed>,
    /// Written by `go work vendor`.
    pub workspace: bool,
}

/// One module of the list, or a replacement that only the list of replacements names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The module; no version where a replacement of every version is stated.
    pub module: ModuleRef,
    /// Marked `## explicit`: `go.mod` requires it itself.
    pub explicit: bool,
    /// The `go` line of that module's own `go.mod`.
    pub go: Option<String>,
    /// What stands in for it.
    pub replacement: Option<ModuleRef>,
    /// Import paths of its packages below `vendor/`, each with its line.
    pub packages: Vec<(String, usize)>,
    /// Where it is first named, counted from 1.
    pub line: usize,
}

impl ModulesTxt {
    /// Parses the text of a `modules.txt`; nothing in it is an error.
    pub fn parse(text: &str) -> Self {
        let mut parsed = ModulesTxt::default();
        let mut current: Option<usize> = None;
        for (number, line) in text.lines().enumerate() {
            let number = number + 1;
            if let Some(header) = line.strip_prefix("# ") {
                current = parsed.open(header, number, current);
            } else if let Some(annotations) = line.strip_prefix("## ") {
                parsed.annotate(current, annotations);
            } else if let Some(index) = current {
                let package = line.trim();
                if !package.is_empty() && !package.contains(char::is_whitespace) {
                    parsed.modules[index].packages.push((package.to_owned(), number));
                }
            }
        }
        parsed
    }

    /// Modules with packages in the vendor tree: what `cmd/go` calls the vendor list.
    pub fn vendored(&self) -> impl Iterator<Item = &Listed> {
        self.modules.iter().filter(|m| !m.packages.is_empty())
    }

    /// The entry of exactly this module and version.
    pub fn entry(&self, path: &str, version: Option<&str>) -> Option<&Listed> {
        self.modules
            .iter()
            .find(|m| m.module.path == path && m.module.version.as_deref() == version)
    }

    /// The header of a module; a header too short to understand leaves `current` as it is.
    fn open(&mut self, header: &str, line: usize, current: Option<usize>) -> Option<usize> {
        let words: Vec<&str> = header.split_whitespace().collect();
        let (path, version, rest) = match words.as_slice() {
            [path, "=>", ..] => (*path, None, &words[1..]),
            [path, version, ..] if is_version(version) => {
                (*path, Some((*version).to_owned()), &words[2..])
            }
            [] | [_] => return current,
            _ => return None,
        };
        let index = self.index_of(ModuleRef { path: path.to_owned(), version }, line);
        if let Some(replacement) = replacement(rest) {
            self.modules[index].replacement = Some(replacement);
        }
        Some(index)
    }

    fn index_of(&mut self, module: ModuleRef, line: usize) -> usize {
        self.modules.iter().position(|m| m.module == module).unwrap_or_else(|| {
            let (explicit, packages) = (false, Vec::new());
            self.modules.push(Listed {
                module,
                explicit,
                go: None,
                replacement: None,
                packages,
                line,
            });
            self.modules.len() - 1
        })
    }

    fn annotate(&mut self, current: Option<usize>, annotations: &str) {
        let Some(module) = current.map(|index| &mut self.modules[index]) else {
            self.workspace |= annotations.trim() == "workspace";
            return;
        };
        for annotation in annotations.split(';').map(str::trim) {
            if annotation == "explicit" {
                module.explicit = true;
            } else if let Some(go) = annotation.strip_prefix("go ") {
                module.go = Some(go.to_owned());
            }
        }
    }
}

fn replacement(words: &[&str]) -> Option<ModuleRef> {
    match words {
        ["=>", path] => Some(ModuleRef { path: (*path).to_owned(), version: None }),
        ["=>", path, version] if is_version(version) => {
            Some(ModuleRef { path: (*path).to_owned(), version: Some((*version).to_owned()) })
        }
        _ => None,
    }
}

fn is_version(word: &str) -> bool {
    word.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# github.com/a/b v1.2.3\n\
        ## explicit; go 1.18\n\
        github.com/a/b\n\
        github.com/a/b/sub\n\
        # github.com/c/d v1.0.0 => ../d\n\
        ## explicit\n\
        # github.com/e/f v0.1.0 => github.com/g/f v0.1.1\n\
        github.com/e/f\n\
        # github.com/c/d => ../d\n\
        # what is this\n\
        github.com/lost\n";

    #[test]
    fn marks_packages_and_replacements_are_read() {
        let parsed = ModulesTxt::parse(TEXT);
        let b = parsed.entry("github.com/a/b", Some("v1.2.3")).unwrap();
        assert!(b.explicit);
        assert_eq!(b.go.as_deref(), Some("1.18"));
        assert_eq!(
            b.packages,
            [("github.com/a/b".to_owned(), 3), ("github.com/a/b/sub".to_owned(), 4)]
        );
        let f = parsed.entry("github.com/e/f", Some("v0.1.0")).unwrap();
        assert_eq!(f.replacement.as_ref().unwrap().to_string(), "github.com/g/f v0.1.1");
        assert!(!f.explicit);
        assert!(parsed.entry("github.com/c/d", None).unwrap().replacement.is_some());
        assert_eq!(parsed.vendored().count(), 2);
    }

    #[test]
    fn a_workspaces_list_is_known_as_one() {
        assert!(ModulesTxt::parse("## workspace\n# a v1.0.0\na\n").workspace);
        assert!(!ModulesTxt::parse(TEXT).workspace);
    }
}
