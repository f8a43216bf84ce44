//! A page and its Chinese say the same, as far as that can be counted.

use super::markdown::{Page, Piece, cells, heading};
use std::path::Path;

/// Pages that operators read.
const IN_BOTH: [&str; 4] = ["README", "SECURITY", "packer/README", "stub/README"];

fn pairs() -> impl Iterator<Item = (Page, Page)> {
    IN_BOTH
        .iter()
        .map(|page| (Page::read(format!("{page}.md")), Page::read(format!("{page}.zh.md"))))
}

#[test]
fn what_operators_read_is_in_both_and_each_page_leads_to_the_other() {
    let chinese = super::markdown::files(".zh.md");
    assert_eq!(chinese.len(), IN_BOTH.len(), "{chinese:?}");
    for (english, chinese) in pairs() {
        for (page, other) in [(&english, &chinese), (&chinese, &english)] {
            let name = Path::new(&other.path).file_name().unwrap().to_str().unwrap();
            assert!(page.links().contains(&name), "{page} does not lead to {name}");
        }
    }
}

/// How a section is made: the level of its heading, its rows and its points.
type Shape = (usize, usize, usize);

fn shapes(page: &Page) -> Vec<(String, Shape)> {
    let mut shapes: Vec<(String, Shape)> = Vec::new();
    for line in page.lines() {
        if let Some((level, words)) = heading(line) {
            shapes.push((words.to_owned(), (level, 0, 0)));
        }
        let Some((_, shape)) = shapes.last_mut() else { continue };
        shape.1 += usize::from(cells(line).is_some());
        shape.2 += usize::from(is_point(line));
    }
    shapes
}

fn is_point(line: &str) -> bool {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with("- ") || number.len() < line.len() && number.starts_with(". ")
}

#[test]
fn both_have_the_same_headings_with_as_many_rows_and_points_below() {
    for (english, chinese) in pairs() {
        let (ours, theirs) = (shapes(&english), shapes(&chinese));
        for ((ours, shape), (theirs, other)) in ours.iter().zip(&theirs) {
            assert_eq!(shape, other, "{english}, \"{ours}\" and {chinese}, \"{theirs}\"");
        }
        assert_eq!(ours.len(), theirs.len(), "headings of {english} and {chinese}");
    }
}

#[test]
fn both_give_the_same_commands() {
    for (english, chinese) in pairs() {
        let (ours, theirs) = (commands(&english), commands(&chinese));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert!(agree(ours, theirs), "{english}: {ours:?}\n{chinese}: {theirs:?}");
        }
        assert_eq!(ours.len(), theirs.len(), "lines of code in {english} and {chinese}");
    }
}

/// The words of each line of code that is typed: blocks that name a language show something else.
fn commands(page: &Page) -> Vec<Vec<String>> {
    let typed = page.pieces().into_iter().filter_map(|piece| match piece {
        Piece::Code { language: "", text } => Some(text.lines().map(words)),
        _ => None,
    });
    typed.flatten().collect()
}

/// As a shell splits a line, without the comment.
fn words(line: &str) -> Vec<String> {
    let mut quoted = false;
    let spaced = line.replace(" #", " \u{1}");
    let line = spaced.split('\u{1}').next().unwrap_or_default();
    line.split(|c: char| {
        quoted ^= c == '"';
        c == ' ' && !quoted
    })
    .filter(|word| !word.is_empty())
    .map(str::to_owned)
    .collect()
}

/// The same words; what stands for something is in Chinese there.
fn agree(ours: &[String], theirs: &[String]) -> bool {
    let same = |(ours, theirs): (&String, &String)| !theirs.is_ascii() || ours == theirs;
    ours.len() == theirs.len() && ours.iter().zip(theirs).all(same)
}
