//! What both programs say of themselves, in both languages.

use std::collections::BTreeSet;
use tests::words::usage;
use tests::{Home, Invocation, Outcome, Real, require_tool};
use voice::Exit;
use voice::Lang;

/// The verbs this far, of goferry and of goferry-pack; a verb of two words is one.
const GOFERRY: &[&str] = &[
    "install",
    "verify",
    "info",
    "list",
    "extract",
    "env",
    "versions",
    "use",
    "rollback",
    "pin",
    "unpin",
    "prune",
    "repair",
    "doctor",
    "smoke",
    "audit",
    "audit verify",
    "audit export",
    "plan",
    "licenses",
    "exit-codes",
    "project",
    "project list",
    "project copy",
    "modules",
    "modules list",
    "modules add",
    "modules verify",
    "modules prune",
    "trust",
    "trust show",
    "trust import",
    "trust confirm",
    "upgrade-self",
    "uninstall",
    "completions",
    "man",
];
const PACKER: &[&str] = &[
    "build",
    "inspect",
    "info",
    "list",
    "verify",
    "extract",
    "keys",
    "keys init",
    "keys list",
    "keys export",
    "keys fingerprint",
    "keys revoke",
    "sidecars",
    "sign",
    "cosign",
    "sign",
    "cosign",
    "cosign show",
    "trust-list",
    "trust-list show",
    "trust-list next",
    "trust-list change-root",
    "trust-list sign",
    "trust-list attach",
    "stubs",
    "go",
    "go pin",
    "go fetch",
    "go build",
    "completions",
    "man",
    "exit-codes",
];

/// Both programs, by name, with their verbs.
fn programs(home: &Home) -> [(&'static str, Invocation, &'static [&'static str]); 2] {
    [("goferry", home.run(&home.mini()), GOFERRY), ("goferry-pack", home.packer(), PACKER)]
}

/// The verbs of one word without `inspect`'s other name.
fn own_names(program: &str, verbs: &[&'static str]) -> BTreeSet<&'static str> {
    let own =
        |verb: &&'static str| !verb.contains(' ') && (program == "goferry" || *verb != "info");
    verbs.iter().copied().filter(own).collect()
}

#[track_caller]
fn text(outcome: Outcome) -> String {
    outcome.ends_with(Exit::Done);
    assert!(outcome.stderr.is_empty(), "{outcome}");
    outcome.stdout
}

/// Without the values that an option takes (`<one|another>`): those are called the same in both languages.
fn without_values(help: &str) -> String {
    let lists = help.split('<').skip(1).filter_map(|part| part.split('>').next());
    let values: Vec<&str> =
        lists.filter(|list| list.contains('|')).flat_map(|list| list.split('|')).collect();
    values.iter().fold(help.to_owned(), |text, value| text.replace(value, "…"))
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn every_verb_has_help_in_both_languages_and_neither_mixes_them() {
    let home = Home::empty();
    for (name, program, verbs) in programs(&home) {
        for verb in [""].iter().chain(verbs) {
            let help = |lang| {
                text(program.clone().args(verb.split_whitespace()).arg("--help").lang(lang).run())
            };
            let (english, chinese) = (help(Lang::En), help(Lang::Zh));
            assert!(
                english.contains("Usage: ") && !english.contains(is_chinese),
                "{name} {verb}: {english}"
            );
            let chinese = without_values(&chinese);
            for heading in [
                "Usage",
                "Options",
                "OPTIONS",
                "Verbs",
                "VERB",
                "Commands",
                "Arguments",
                "alias",
                "default",
                "possible",
                "error",
            ] {
                assert!(
                    !chinese.contains(heading),
                    "{heading} in the Chinese help of {name} {verb}: {chinese}"
                );
            }
            // An option with its help, which may stand below it.
            for option in chinese.split("\n  -").flat_map(|part| part.split("\n      --")).skip(1) {
                assert!(option.contains(is_chinese), "{name} {verb}: {option}");
            }
            assert!(chinese.contains(usage::usage.zh) && chinese.contains("--lang"), "{chinese}");
        }
    }
}

#[test]
fn the_help_lists_exactly_these_verbs() {
    let home = Home::empty();
    for (name, program, verbs) in programs(&home) {
        let help = text(program.arg("--help").run());
        let listed = help.split("Verbs:\n").nth(1).unwrap().split("\n\n").next().unwrap();
        // What a line has too much stands below it, further in.
        let listed: BTreeSet<&str> = listed
            .lines()
            .filter(|line| !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        assert_eq!(listed, own_names(name, verbs), "{help}");
    }
}

#[test]
fn both_programs_tell_their_version() {
    let home = Home::empty();
    for (name, program, _) in programs(&home) {
        for option in ["--version", "-V"] {
            let said = text(program.clone().arg(option).run());
            assert_eq!(said, format!("{name} {}\n", env!("CARGO_PKG_VERSION")));
        }
    }
}

#[test]
fn the_table_of_exit_codes_is_the_one_in_the_code() {
    let home = Home::empty();
    for (_, program, _) in programs(&home) {
        for lang in [Lang::En, Lang::Zh] {
            let told: serde_json::Value = serde_json::from_str(&text(
                program.clone().args(["exit-codes", "--json"]).lang(lang).run(),
            ))
            .unwrap();
            let told: Vec<(u64, String)> = told
                .as_array()
                .unwrap()
                .iter()
                .map(|row| {
                    (row["code"].as_u64().unwrap(), row["meaning"].as_str().unwrap().to_owned())
                })
                .collect();
            let table: Vec<(u64, String)> = Exit::ALL
                .iter()
                .map(|exit| (exit.code().into(), exit.meaning().render(lang)))
                .collect();
            assert_eq!(told, table);
            assert_eq!(
                text(program.clone().arg("exit-codes").lang(lang).run()).lines().count(),
                table.len()
            );
        }
    }
}

#[test]
fn real_shells_parse_the_completions() {
    let home = Home::empty();
    for (name, program, verbs) in programs(&home) {
        for lang in [Lang::En, Lang::Zh] {
            for shell in ["bash", "zsh", "fish"] {
                require_tool(shell);
                let script = text(program.clone().args(["completions", shell]).lang(lang).run());
                let path = home.beside(&format!("{name}.{shell}"));
                std::fs::write(&path, &script).unwrap();
                let parsed = home.run(shell.as_ref()).arg("-n").arg(&path).run();
                assert!(parsed.is_success() && parsed.stderr.is_empty(), "{parsed}");
                for verb in own_names(name, verbs) {
                    assert!(script.contains(verb), "{verb} is not in {script}");
                }
            }
        }
        program
            .args(["completions", "ksh"])
            .run()
            .ends_with(Exit::Usage)
            .says(&[&usage::bad_value]);
    }
}

#[test]
fn a_real_bash_completes_verbs_and_options() {
    let home = Home::empty();
    let asked = [
        ["ver", "uninstall --pur", "project co"].as_slice(),
        ["ver", "build --sign-o", "keys fi"].as_slice(),
    ];
    let offered = [
        ["verify\nversions\n", "--purge\n", "copy\n"].as_slice(),
        ["verify\n", "--sign-openpgp\n", "fingerprint\n"].as_slice(),
    ];
    for (((name, program, _), asked), offered) in
        programs(&home).into_iter().zip(asked).zip(offered)
    {
        let script = home.beside("completions.bash");
        std::fs::write(&script, text(program.args(["completions", "bash"]).run())).unwrap();
        for (typed, offered) in asked.iter().zip(offered) {
            // As readline calls the function that `complete -F` registered for the name.
            let ask = format!(
                ". '{}'; COMP_WORDS=({name} {typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); f=$(complete -p {name}); \
                 f=${{f#*-F }}; ${{f%% *}} {name} \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
                script.display()
            );
            let said = home.run("/bin/bash".as_ref()).args(["-c", &ask]).run();
            assert_eq!(said.stdout, **offered, "{typed}: {said}");
        }
    }
}

#[test]
fn man_renders_the_manual_without_a_complaint() {
    require_tool("man");
    let home = Home::empty();
    for (name, program, verbs) in programs(&home) {
        for lang in [Lang::En, Lang::Zh] {
            let page = home.beside(&format!("{name}.1"));
            std::fs::write(&page, text(program.clone().arg("man").lang(lang).run())).unwrap();
            let man = Invocation::of("man")
                .args(["--warnings", "-l"])
                .arg(&page)
                .env("LANG", "C.UTF-8")
                .env("MANPAGER", "cat")
                .env("MANWIDTH", "100")
                .env("HOME", home.path());
            let shown = man.run();
            assert!(shown.is_success() && shown.stderr.is_empty(), "{shown}");
            for verb in own_names(name, verbs) {
                assert!(shown.stdout.contains(verb), "{verb} is not in {shown}");
            }
            assert!(shown.stdout.contains("143") && shown.stdout.contains("--lang"), "{shown}");
        }
    }
}

#[test]
fn what_is_mistyped_is_named_with_the_nearest_that_exists() {
    let home = Home::empty();
    for (_, program, _) in programs(&home) {
        for lang in [Lang::En, Lang::Zh] {
            let verb = program.clone().arg("verfy").lang(lang).run();
            verb.ends_with(Exit::Usage).says(&[&usage::unknown_verb, &usage::did_you_mean]);
            assert!(verb.stderr.contains("verify"), "{verb}");
            let option = program.clone().args(["verify", "x", "--jsno"]).lang(lang).run();
            option.ends_with(Exit::Usage).says(&[&usage::unknown_argument]);
        }
        program
            .args(["--lang", "fr", "--version"])
            .run()
            .ends_with(Exit::Usage)
            .says(&[&usage::bad_value]);
    }
}

#[test]
fn the_language_is_the_options_then_the_locales() {
    let home = Home::empty();
    let run = home.run(&home.mini()).arg("--help");
    let spoken =
        |run: Invocation| if text(run.run()).contains(is_chinese) { Lang::Zh } else { Lang::En };
    assert_eq!(spoken(run.clone()), Lang::En);
    assert_eq!(spoken(run.clone().env("LANG", "zh_CN")), Lang::Zh);
    // Nothing that is said could be read there.
    assert_eq!(spoken(run.clone().env("LANG", "zh_CN.GB18030")), Lang::En);
    assert_eq!(
        spoken(run.clone().env("LANG", "en_US.UTF-8").env("LC_ALL", "zh_CN.UTF-8")),
        Lang::Zh
    );
    assert_eq!(spoken(run.clone().env("LC_ALL", "zh_CN.UTF-8").args(["--lang", "en"])), Lang::En);
    assert_eq!(spoken(run.arg("--lang=zh")), Lang::Zh);
}

#[test]
fn licenses_print_our_terms_and_every_linked_crates() {
    let real = Real::home();
    let said = text(real.run(&Real::shared().file()).arg("licenses").run());
    for part in [
        "MIT License",
        "Apache License",
        "sequoia-openpgp",
        "LGPL-2.0-or-later",
        "GNU LESSER GENERAL PUBLIC LICENSE",
    ] {
        assert!(said.to_lowercase().contains(&part.to_lowercase()), "{part} is missing");
    }
    let crates =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../stub/third-party.txt"))
            .unwrap();
    for line in crates.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let name = line.split_whitespace().next().unwrap();
        assert!(said.contains(name), "{name} is missing");
    }
}
