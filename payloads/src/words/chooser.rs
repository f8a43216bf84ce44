//! `install.sh`, the script that picks the file for a machine. Placeholders are its variables.

use super::texts;

texts! {
    OLD_WORLD { en: "old world (ABI1.0)", zh: "旧世界(ABI1.0)" }
    NEW_WORLD { en: "new world (ABI2.0)", zh: "新世界(ABI2.0)" }
}
