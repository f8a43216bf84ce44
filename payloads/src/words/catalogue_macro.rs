//! How a file of the catalogue is written down, and what every entry must satisfy.

/// Declares catalogue entries. Both languages are part of the grammar: an entry that lacks one does
/// not compile; what the grammar cannot see is checked by the test each catalogue file gets.
macro_rules! catalogue {
    ($($name:ident { en: $en:expr, zh: $zh:expr $(,)? })*) => {
        $(
            #[doc = $en]
            #[allow(missing_docs)]
            pub static $name: $crate::words::Text =
                $crate::words::Text { id: stringify!($name), en: $en, zh: $zh };
        )*

        #[cfg(test)]
        mod catalogue_tests {
            #[test]
            fn both_languages_say_the_same() {
                for text in [$(&super::$name),*] {
                    $crate::words::catalogue_macro::tests::check(text);
                }
            }
        }
    };
}
pub(crate) use catalogue;

#[cfg(test)]
pub(crate) mod tests {
    use crate::words::Text;

    /// Neither language is empty, they use the same placeholders, and neither stands in for the other.
    pub(crate) fn check(text: &Text) {
        assert!(!text.en.trim().is_empty() && !text.zh.trim().is_empty(), "{} is empty", text.id);
        assert_eq!(placeholders(text.en), placeholders(text.zh), "placeholders of {}", text.id);
        assert!(text.en.is_ascii(), "{} is not English: {}", text.id, text.en);
        let words: String = strip_placeholders(text.zh);
        let has_words = strip_placeholders(text.en).chars().any(char::is_alphabetic);
        assert!(!has_words || words.chars().any(is_han), "{} is not Chinese: {}", text.id, text.zh);
    }

    fn is_han(c: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&c)
    }

    fn placeholders(s: &str) -> Vec<&str> {
        let mut found: Vec<&str> =
            s.split('{').skip(1).filter_map(|p| p.split('}').next()).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn strip_placeholders(s: &str) -> String {
        s.split('{').map(|p| p.split('}').next_back().unwrap_or("")).collect()
    }
}
