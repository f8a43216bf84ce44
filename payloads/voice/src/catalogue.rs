//! How a sentence of a catalogue is written down, and what every one must satisfy.

/// Declares sentences: `name(placeholder, ...) { en: "...", zh: "..." }`. Each becomes a function of that name that
/// takes what fills its placeholders, in that order. Both languages are part of the grammar, and a placeholder that
/// is missing, unknown or unused in either of them does not compile. A sentence that nobody says is dead code.
#[macro_export]
macro_rules! catalogue {
    ($($name:ident $(($($argument:ident),+))? { en: $en:literal, zh: $zh:literal $(,)? })*) => {
        $(
            #[doc = $en]
            #[allow(missing_docs)]
            pub fn $name($($($argument: &dyn $crate::Say),+)?) -> $crate::Said {
                const _: fn() = || {
                    _ = format_args!($en $($(, $argument = "")+)?);
                    _ = format_args!($zh $($(, $argument = "")+)?);
                };
                static TEXT: $crate::Text = $crate::Text { name: stringify!($name), en: $en, zh: $zh };
                $crate::Said::new(&TEXT, vec![$($((stringify!($argument), $argument.argument())),+)?])
            }
        )*

        #[cfg(test)]
        mod catalogue_tests {
            #[test]
            fn each_sentence_is_in_both_languages() {
                $($crate::Text { name: stringify!($name), en: $en, zh: $zh }.check();)*
            }
        }
    };
}

/// Declares sentences that are not filled in here: `NAME { en: "...", zh: "..." }`, each a
/// [`Text`](crate::Text).
#[macro_export]
macro_rules! texts {
    ($($name:ident { en: $en:literal, zh: $zh:literal $(,)? })*) => {
        $(
            #[doc = $en]
            #[allow(missing_docs)]
            pub static $name: $crate::Text =
                $crate::Text { name: stringify!($name), en: $en, zh: $zh };
        )*

        #[cfg(test)]
        mod catalogue_tests {
            #[test]
            fn each_sentence_is_in_both_languages() {
                $(super::$name.check();)*
            }
        }
    };
}

impl crate::Text {
    /// Neither language is empty, they use the same placeholders, and neither stands in for the other. For tests.
    ///
    /// # Panics
    /// Where one of these does not hold.
    #[doc(hidden)]
    pub fn check(&self) {
        let (name, en, zh) = (self.name, self.en, self.zh);
        assert!(!en.trim().is_empty() && !zh.trim().is_empty(), "{name} is empty");
        assert_eq!(placeholders(en), placeholders(zh), "placeholders of {name}");
        assert!(en.is_ascii(), "{name} is not English: {en}");
        let words = strip_placeholders(zh);
        let has_words = strip_placeholders(en).chars().any(char::is_alphabetic);
        assert!(!has_words || words.chars().any(is_han), "{name} is not Chinese: {zh}");
    }
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn placeholders(s: &str) -> Vec<&str> {
    let mut found: Vec<&str> =
        s.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn strip_placeholders(s: &str) -> String {
    s.split('{').map(|part| part.split('}').next_back().unwrap_or("")).collect()
}
