//! The modules that travel, tried as they will be used: go finds nothing but them, has no network, and believes the
//! checksum database as it will there. Each project is worked on; each named module is taken into a fresh one.

use super::Findings;
use crate::build::bench::{Bench, Cgo, Run};
use crate::inputs::modules::{Asked, Modules, Work, Workspace, in_directory, names_tools};
use crate::words::rehearsal as words;
use payloads::platform::Cpu;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use voice::{Context as _, Voice};

/// Tries all that was `asked` for with what was gathered for it.
///
/// # Errors
/// [`voice::Exit::Preflight`] with all that fails; the scratch directory cannot be written.
pub fn rehearse(
    asked: &Asked,
    modules: &Modules,
    cpus: &[Cpu],
    bench: &Bench,
    voice: &Voice,
) -> anyhow::Result<()> {
    let stage = Stage::set(modules, bench)?;
    let mut findings = Findings::default();
    for work in &modules.works {
        let (Work::Module(dir) | Work::Workspace(dir)) = work;
        voice.note(&words::works_on(&dir.display(), &bench.version));
        match work {
            Work::Module(dir) => stage.work_on(dir, cpus, &mut findings)?,
            Work::Workspace(dir) => stage.work_in(dir, cpus, &mut findings)?,
        }
    }
    for named in &asked.named {
        voice.note(&words::works_on(&named, &bench.version));
        stage.begin_with(&named.path, &named.to_string(), &mut findings)?;
    }
    findings.judged(false, voice)
}

/// What is compiled.
struct Compiled<'a> {
    workspace: Option<&'a Workspace>,
    packages: &'a [String],
    /// What `go tool` runs is, too.
    tools: bool,
}

/// A proxy's tree, and who works with it.
struct Stage<'a> {
    bench: &'a Bench,
    place: TempDir,
    private: String,
}

impl<'a> Stage<'a> {
    fn set(modules: &Modules, bench: &'a Bench) -> anyhow::Result<Self> {
        let place = bench.directory("modules-")?;
        let proxy = place.path().join("proxy");
        modules.modcache.write_to(&proxy)?;
        modules.sumdb.write_to(&proxy.join("sumdb"))?;
        Ok(Stage { bench, place, private: modules.private.join(",") })
    }

    /// go as it is set up on the far side, in the directory `here`, with a module cache of its own.
    fn go(&self, here: &Path, home: &Path, cpu: Cpu, arguments: &[&str]) -> anyhow::Result<Run> {
        self.go_within(None, here, home, cpu, arguments)
    }

    /// The same within a workspace.
    fn go_within(
        &self,
        workspace: Option<&Workspace>,
        here: &Path,
        home: &Path,
        cpu: Cpu,
        arguments: &[&str],
    ) -> anyhow::Result<Run> {
        let work =
            workspace.map_or_else(|| "off".into(), |work| work.file.clone().into_os_string());
        let cgo = if self.bench.compiles_c_for(cpu) { Cgo::On } else { Cgo::Off };
        let proxy = format!("file://{}", self.place.path().join("proxy").display());
        let settings: [(&str, OsString); 6] = [
            ("GOWORK", work),
            ("GOPROXY", proxy.into()),
            ("GOSUMDB", "sum.golang.org".into()),
            ("GONOSUMDB", self.private.clone().into()),
            ("GONOPROXY", "none".into()),
            ("GOPATH", home.join("gopath").into_os_string()),
        ];
        self.bench.go_with(&settings, here, cpu, cgo, "-modcacherw", arguments)
    }

    fn fresh(&self) -> anyhow::Result<TempDir> {
        let place = self.place.path();
        tempfile::tempdir_in(place).context(|| words::preparing(&place.display()))
    }

    fn work_on(&self, dir: &Path, cpus: &[Cpu], findings: &mut Findings) -> anyhow::Result<()> {
        let home = self.fresh()?;
        let option = self.copied(dir, home.path())?;
        let all = ["-mod=readonly".to_owned(), option.clone(), "./...".to_owned()];
        let of_all = Compiled { workspace: None, packages: &all, tools: names_tools(dir) };
        self.compile(&of_all, dir, home.path(), cpus, findings)?;
        let Some(cpu) = Cpu::host() else { return Ok(()) };
        let run = self.go(dir, home.path(), cpu, &["mod", "tidy", &option, "-diff"])?;
        match run.failure(dir) {
            // A difference is no failure: it is the same here and there.
            Some(_) if !run.stdout.is_empty() => findings.warn(words::not_tidy(&dir.display())),
            Some(why) => {
                findings.refuse(words::not_offline(&"mod tidy", &dir.display(), &why));
            }
            None => {}
        }
        // Last, for it adds to go.sum what only listing asks for.
        let list = ["list", "-mod=mod", &option, "-m", "all"];
        let run = self.go(dir, home.path(), cpu, &list)?;
        if let Some(why) = run.failure(dir) {
            findings.refuse(words::not_offline(&"list -m all", &dir.display(), &why));
        }
        Ok(())
    }

    /// All members of a workspace together; each that can be is worked on by itself as well.
    fn work_in(&self, dir: &Path, cpus: &[Cpu], findings: &mut Findings) -> anyhow::Result<()> {
        let (home, Some(cpu)) = (self.fresh()?, Cpu::host()) else { return Ok(()) };
        let file = in_directory(dir).unwrap_or_default().display().to_string();
        let described = self.go(dir, home.path(), cpu, &["work", "edit", "-json", &file])?;
        let workspace = Workspace::copied(dir, &described.stdout, home.path())?;
        let within = Some(&workspace);
        let of_all = Compiled {
            workspace: within,
            packages: &workspace.patterns(),
            tools: workspace.members.iter().any(|member| names_tools(member)),
        };
        self.compile(&of_all, dir, home.path(), cpus, findings)?;
        let run = self.go_within(within, dir, home.path(), cpu, &["list", "-m", "all"])?;
        if let Some(why) = run.failure(dir) {
            findings.refuse(words::not_offline(&"list -m all", &dir.display(), &why));
        }
        Ok(())
    }

    /// Builds, vets and compiles the tests of `what` for each CPU.
    fn compile(
        &self,
        what: &Compiled<'_>,
        dir: &Path,
        home: &Path,
        cpus: &[Cpu],
        findings: &mut Findings,
    ) -> anyhow::Result<()> {
        let packages: Vec<&str> = what.packages.iter().map(String::as_str).collect();
        let tools: &[&str] = if what.tools { &["tool"] } else { &[] };
        for cpu in cpus {
            // Not into a directory, where the tests of two packages of one name would meet.
            let test = ["test", "-c", "-o=/dev/null"];
            let build: (&[&str], _) = (&["build", "-o=/dev/null"], tools);
            for (command, more) in [build, (&["vet"], &[]), (&test, &[])] {
                let words = [command, &packages, more].concat();
                let run = self.go_within(what.workspace, dir, home, *cpu, &words)?;
                if let Some(why) = run.failure(dir) {
                    let command = format!("{} ({cpu})", words[0]);
                    findings.refuse(words::not_offline(&command, &dir.display(), &why));
                    break;
                }
            }
        }
        Ok(())
    }

    /// Copies of go.mod and go.sum, and the option that has go use them.
    fn copied(&self, dir: &Path, home: &Path) -> anyhow::Result<String> {
        for name in ["go.mod", "go.sum"] {
            let (from, to): (PathBuf, PathBuf) = (dir.join(name), home.join(name));
            if from.is_file() {
                fs::copy(&from, &to).context(|| words::preparing(&to.display()))?;
            }
        }
        Ok(format!("-modfile={}", home.join("go.mod").display()))
    }

    fn begin_with(&self, path: &str, query: &str, findings: &mut Findings) -> anyhow::Result<()> {
        let Some(cpu) = Cpu::host() else { return Ok(()) };
        let home = self.fresh()?;
        let here = home.path().join("module");
        fs::create_dir(&here).context(|| words::preparing(&here.display()))?;
        let text = format!("module goferry.invalid/fresh\n\ngo {}\n", self.bench.version);
        fs::write(here.join("go.mod"), text).context(|| words::preparing(&here.display()))?;
        let all = format!("{path}/...");
        for words in [
            &["get", query][..],
            &["build", "-mod=mod", "-o=/dev/null", &all],
            &["mod", "tidy"],
            &["list", "-m", "all"],
        ] {
            let run = self.go(&here, home.path(), cpu, words)?;
            if let Some(why) = run.failure(&here) {
                findings.refuse(words::not_offline(&words[0], &query, &why));
                break;
            }
        }
        Ok(())
    }
}
