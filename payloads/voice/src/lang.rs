//! Which language the reader gets.

/// Chinese and English, as equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// `zh` or `en`, as `--lang` takes it.
    pub fn parse(word: &str) -> Option<Lang> {
        match word {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// From the locale: the first of LC_ALL, LC_MESSAGES, LANG that is set and not empty decides
    /// (POSIX.1-2024, 8.2); a value that begins with `zh` means Chinese, all else English.
    pub fn from_locale(variable: impl Fn(&str) -> Option<String>) -> Lang {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(variable)
            .find(|value| !value.is_empty());
        match locale {
            Some(value) if value.to_ascii_lowercase().starts_with("zh") => Lang::Zh,
            _ => Lang::En,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lc_all_wins_over_lang_and_empty_does_not_count() {
        let from = |pairs: &'static [(&str, &str)]| {
            Lang::from_locale(|name| {
                pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string())
            })
        };
        assert_eq!(from(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(from(&[("LANG", "zh_CN.GB18030"), ("LC_ALL", "C")]), Lang::En);
        assert_eq!(from(&[("LANG", "zh_CN"), ("LC_ALL", "")]), Lang::Zh);
        assert_eq!(from(&[]), Lang::En);
    }
}
