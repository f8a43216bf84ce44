//! The program that a new Go is tried with: the gate builds, runs and tests it, and what that compiles of Go itself is
//! what travels as the build cache.

/// Its files, by their paths in its directory.
pub const FILES: [(&str, &str); 3] = [
    ("go.mod", include_str!("smoke/go.mod")),
    ("main.go", include_str!("smoke/main.go")),
    ("main_test.go", include_str!("smoke/main_test.go")),
];
