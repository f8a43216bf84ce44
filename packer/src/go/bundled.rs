//! The modules that a Go distribution brings along for its own library and commands.

use crate::tree::Tree;
use anyhow::Result;
use std::collections::BTreeSet;

/// Path and version of each module in `src/vendor/modules.txt` and `src/cmd/vendor/modules.txt`,
/// sorted, each once; the two lists may hold different versions of one module.
///
/// # Errors
/// [`payloads::Exit::Medium`]: one of the two cannot be read. One that is not there lists nothing.
pub fn bundled_modules(tree: &Tree) -> Result<Vec<(String, String)>> {
    let mut found = BTreeSet::new();
    for list in ["src/vendor/modules.txt", "src/cmd/vendor/modules.txt"] {
        let Some(contents) = tree.file(list) else { continue };
        let bytes = contents.bytes()?;
        found.extend(String::from_utf8_lossy(&bytes).lines().filter_map(module));
    }
    Ok(found.into_iter().collect())
}

/// `# PATH VERSION` is a module's line; `## explicit` and packages are not.
fn module(line: &str) -> Option<(String, String)> {
    let (path, version) = line.strip_prefix("# ")?.split_once(' ')?;
    Some((path.to_owned(), version.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_are_read_and_sorted() {
        let mut tree = Tree::new();
        let std = "# golang.org/x/net v0.47.0\n## explicit; go 1.24.0\ngolang.org/x/net/idna\n";
        let cmd = "# golang.org/x/arch v0.22.0\n# golang.org/x/net v0.47.0\n";
        tree.insert_bytes("src/vendor/modules.txt", std.as_bytes(), false).unwrap();
        tree.insert_bytes("src/cmd/vendor/modules.txt", cmd.as_bytes(), false).unwrap();
        let pair = |path: &str, version: &str| (path.to_owned(), version.to_owned());
        assert_eq!(
            bundled_modules(&tree).unwrap(),
            [pair("golang.org/x/arch", "v0.22.0"), pair("golang.org/x/net", "v0.47.0")]
        );
    }
}
