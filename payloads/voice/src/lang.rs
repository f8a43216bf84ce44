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
    /// (POSIX.1-2024, 8.2); a value that begins with `zh` means Chinese, all else English. So does a locale whose
    /// characters are not UTF-8 (GBK, GB18030, Big5): its terminal could not show what is said.
    pub fn from_locale(variable: impl Fn(&str) -> Option<String>) -> Lang {
        let first = |names: [&str; 3]| {
            let value = names.into_iter().filter_map(&variable).find(|value| !value.is_empty());
            value.unwrap_or_default().to_ascii_lowercase()
        };
        let characters = first(["LC_ALL", "LC_CTYPE", "LANG"]);
        let set = characters.split_once('.').map(|(_, set)| set.split('@').next().unwrap_or(set));
        let is_readable = set.is_none_or(|set| matches!(set, "utf-8" | "utf8"));
        match first(["LC_ALL", "LC_MESSAGES", "LANG"]).starts_with("zh") && is_readable {
            true => Lang::Zh,
            false => Lang::En,
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

    #[test]
    fn a_terminal_that_is_not_in_utf_8_is_spoken_to_in_english() {
        for (locale, lang) in [
            ("zh_CN.utf8", Lang::Zh),
            ("zh_CN.UTF-8@pinyin", Lang::Zh),
            ("zh_CN.GBK", Lang::En),
            ("zh_CN.gb18030", Lang::En),
            ("zh_TW.Big5", Lang::En),
        ] {
            let found = Lang::from_locale(|name| (name == "LANG").then(|| locale.to_owned()));
            assert_eq!(found, lang, "{locale}");
        }
    }
}
