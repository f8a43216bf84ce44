//! Labels and values, one under the other, aligned also where labels are Chinese.

use crate::columns::width;
use crate::{Lang, Said, Voice, printable};

/// Rows of a label and a value.
#[derive(Debug)]
pub struct Table {
    lang: Lang,
    rows: Vec<(String, String)>,
}

impl Table {
    /// No rows yet.
    pub fn new(lang: Lang) -> Self {
        Table { lang, rows: Vec::new() }
    }

    /// A value that has no language.
    pub fn plain(&mut self, label: &Said, value: impl std::fmt::Display) {
        self.rows.push((label.render(self.lang), printable(&value.to_string())));
    }

    /// A value in the reader's language.
    pub fn said(&mut self, label: &Said, value: &Said) {
        self.rows.push((label.render(self.lang), value.render(self.lang)));
    }

    /// The rows as lines; of labels that repeat only the first is shown.
    pub fn lines(&self) -> Vec<String> {
        let widest = self.rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
        let mut last = "";
        let mut lines = Vec::with_capacity(self.rows.len());
        for (label, value) in &self.rows {
            let shown = if label == last { "" } else { label };
            let padding = " ".repeat(widest - width(shown) + 2);
            lines.push(format!("{shown}{padding}{value}").trim_end().to_owned());
            last = label;
        }
        lines
    }

    /// Shows the rows as lines of the result.
    ///
    /// # Errors
    /// The write error.
    pub fn show(&self, voice: &Voice) -> anyhow::Result<()> {
        self.lines().iter().try_for_each(|line| voice.raw_line(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::words::inspect as words;

    #[test]
    fn chinese_labels_align_with_latin_ones() {
        let mut table = Table::new(Lang::Zh);
        table.plain(&words::go(), "1.27.3");
        table.plain(&words::signed_by(), "x\u{1b}");
        assert_eq!(table.lines(), ["Go 版本  1.27.3", "签名者   x\\u{1b}"]);
    }

    #[test]
    fn a_repeated_label_is_shown_once() {
        let mut table = Table::new(Lang::En);
        table.plain(&words::component(), "a");
        table.plain(&words::component(), "b");
        assert_eq!(table.lines(), ["component  a", "           b"]);
    }
}
