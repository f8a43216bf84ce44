//! Text on a terminal: how many columns it takes, and lines of help that end where words do.

/// Columns of a terminal: CJK ideographs and full-width forms take two.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn columns(c: char) -> usize {
    if is_wide(c) { 2 } else { 1 }
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}')
}

/// `text` with no line longer than `limit` columns where words allow it: what is too long goes on in the
/// next line, below the column in which the sentence of that line begins.
pub(crate) fn wrapped(text: &str, limit: usize) -> String {
    let lines: Vec<String> = text.lines().map(|line| wrapped_line(line, limit)).collect();
    lines.join("\n")
}

fn wrapped_line(line: &str, limit: usize) -> String {
    let indent = sentence(line);
    let mut out = String::with_capacity(line.len());
    let mut column = 0;
    for word in words(line) {
        let kept = word.trim_end_matches(' ');
        if column > indent && column + width(kept) > limit {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        }
        out.push_str(word);
        column += width(word);
    }
    out
}

/// The column in which the last of a line's parts begins: parts are set apart by two blanks.
fn sentence(line: &str) -> usize {
    let start = line.len() - line.trim_start_matches(' ').len();
    let begin = line[start..].find("  ").map_or(start, |gap| {
        let rest = &line[start + gap..];
        start + gap + rest.len() - rest.trim_start_matches(' ').len()
    });
    width(&line[..begin])
}

/// Pieces that stay whole, each with the blanks behind it: words, and single ideographs with the
/// punctuation that must not begin a line.
fn words(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut last = ' ';
    for (at, c) in line.char_indices() {
        let after_blank = last == ' ' && c != ' ';
        let beside_wide = (is_wide(c) && !closes(c) && !opens(last))
            || (is_wide(last) && !opens(last) && !closes(c));
        if at > start && c != ' ' && (after_blank || beside_wide) {
            pieces.push(&line[start..at]);
            start = at;
        }
        last = c;
    }
    pieces.push(&line[start..]);
    pieces
}

fn closes(c: char) -> bool {
    ",。;:、!?)”’》)]},.;:".contains(c)
}

fn opens(c: char) -> bool {
    "(“‘《([{".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sentence_goes_on_below_its_beginning() {
        let text = "about this\n\n  -y, --yes  do not ask anything at all\n";
        let shown = "about this\n\n  -y, --yes  do not ask\n             anything at all";
        assert_eq!(wrapped(text, 28), shown);
    }

    #[test]
    fn chinese_breaks_between_ideographs_but_never_before_punctuation() {
        assert_eq!(wrapped("一二三,四五六。", 8), "一二三,\n四五六。");
        assert_eq!(wrapped("一二三,四五六。", 6), "一二\n三,四\n五六。");
        assert_eq!(wrapped("用于 goferry 的(注)", 14), "用于 goferry\n的(注)");
    }

    #[test]
    fn a_word_longer_than_the_line_stays_whole() {
        assert_eq!(wrapped("  abcdefghijkl x", 8), "  abcdefghijkl\n  x");
    }
}
