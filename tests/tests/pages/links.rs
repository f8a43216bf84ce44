//! Links lead somewhere, and every page can be found.

use super::markdown::{Page, root};

#[test]
fn every_link_leads_to_a_file_and_to_a_heading_in_it() {
    let dead: Vec<String> = Page::all()
        .iter()
        .flat_map(|page| {
            let dead = page.links().into_iter().filter(|target| !leads_somewhere(page, target));
            dead.map(|target| format!("{page}: {target}")).collect::<Vec<_>>()
        })
        .collect();
    assert!(dead.is_empty(), "dead links:\n{}", dead.join("\n"));
}

fn leads_somewhere(page: &Page, target: &str) -> bool {
    if target.contains("://") {
        return true;
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = match file {
        "" => root().join(&page.path),
        file => root().join(&page.path).parent().unwrap().join(file),
    };
    let Ok(path) = path.canonicalize() else { return false };
    anchor.is_empty() || Page::read(path).anchors().iter().any(|known| known == anchor)
}

#[test]
fn each_page_is_on_the_map() {
    let map = Page::read("README.md");
    let links = map.links();
    for page in Page::all() {
        let path = page.path.to_str().unwrap();
        let needs_no_row = ["README.md", "packer/stubs/README.md"].contains(&path);
        let named = needs_no_row || path.ends_with(".zh.md") || links.contains(&path);
        assert!(named, "README.md does not name {path}");
    }
}
