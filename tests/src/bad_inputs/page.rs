//! `tests/BAD_INPUTS.md`: every row, and what became of it.

use super::cases;
use super::rows::{Proof, ROWS, Row, SECTIONS};
use std::fmt::Write;

const HEAD: &str = "\
# Bad inputs: the closed set

Every row of the table that goferry has to withstand, with its exit codes (`goferry exit-codes`) and the test of `tests/tests/bad_inputs` that tries it.
After each refusal the whole home is compared, path by path with mode, owner, digest and link target, and the release that was there still
runs; what the tables' files are refused with is asserted in English and in Chinese. `real_go` tries a row of each section on the
official Go, which must still build a project. `foreign` tries every file of sections A to F, made for each other CPU, on the
goferry for it, under qemu-user; only what strip and objcopy leave (A12) is tried on this machine's alone.
A test compares this page with the tables in the code, so no row can be lost in silence.

The tests of `sweeps`, `mishaps`, `midway`, `one_rule`, `told`, `vendored_files`, `modules` and `commits` lie in `tests/tests` and its stories. \"Not here\" says why something cannot be tried on this kind of machine.
";

/// The page as the code means it.
pub fn render() -> String {
    let mut page = HEAD.to_owned();
    let cases = cases();
    for (letter, title) in SECTIONS {
        let rows: Vec<&Row> = ROWS.iter().filter(|row| row.id.starts_with(*letter)).collect();
        write!(
            page,
            "\n## {letter}. {title}\n| row | bad input | exit | files | proof |\n|---|---|---|---|---|\n"
        )
        .expect("memory");
        for row in rows {
            let count = cases.iter().filter(|case| case.row == row.id).count();
            let files = if count > 0 { count.to_string() } else { String::new() };
            let Row { id, what, exit, .. } = row;
            writeln!(page, "| {id} | {what} | {exit} | {files} | {} |", proofs(row))
                .expect("memory");
        }
    }
    page
}

fn proofs(row: &Row) -> String {
    let said = row.proofs.iter().map(|proof| match proof {
        Proof::Table(test) | Proof::Test(test) => format!("`{test}`"),
        Proof::NotHere(why) => format!("not here: {why}"),
    });
    said.collect::<Vec<_>>().join("; ")
}
