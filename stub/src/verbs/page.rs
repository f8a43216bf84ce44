//! The operator's manual has every option of an installation, and no other.

use std::collections::BTreeSet;
use voice::Lang;

/// In the first column of the page's table of options.
fn on_the_page<'a>(page: &'a str, head: &str) -> BTreeSet<&'a str> {
    let (_, table) = page.split_once(head).unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let options = |row: &'a str| row.split("| ").nth(1).unwrap().split("--").skip(1);
    let name = |option: &'a str| option.split([' ', '=', '`']).next().unwrap();
    rows.flat_map(options).map(name).collect()
}

#[test]
fn the_manual_has_every_option_of_an_installation() {
    let pages = [
        (include_str!("../../README.md"), "| option | effect |", Lang::En),
        (include_str!("../../README.zh.md"), "| 选项 | 作用 |", Lang::Zh),
    ];
    for (page, head, lang) in pages {
        let mut grammar = super::Program::grammar(lang);
        grammar.build();
        let install = grammar.find_subcommand("install").unwrap();
        let options = install.get_arguments().filter_map(|argument| argument.get_long());
        let options: BTreeSet<&str> = options.filter(|name| *name != "help").collect();
        assert_eq!(on_the_page(page, head), options);
    }
}
