//! Recipes: which Go distributions may go in, pinned by length and digest (`payloads/recipes/`).
//!
//! `goVERSION.json` pins toolchain modules and archives of one version; `go-archives.tsv` holds the
//! SHA-256 of official archives as they were published. All of it is reviewed text in the repository.

use crate::digest::Sha256;
use crate::platform::Cpu;
use crate::words::go as words;
use include_dir::{Dir, include_dir};
use keys::note::Evidence;
use serde::{Deserialize, Serialize};
use voice::{Context as _, Exit, Fact};

/// The Go version that is packed where nobody names one.
pub const DEFAULT_GO: &str = "1.27.3";

/// The module that toolchains are published as.
pub const TOOLCHAIN: &str = "golang.org/toolchain";

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/recipes");

/// In which form a distribution is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The zip of a `golang.org/toolchain` module.
    Module,
    /// An official archive, `goVERSION.linux-ARCH.tar.gz` or `goVERSION.src.tar.gz`.
    Archive,
}

/// One pinned distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The Go version, without `go`.
    pub go: String,
    /// What it runs on; none for the source archive.
    pub cpu: Option<Cpu>,
    /// The form that the digests are of.
    pub form: Form,
    /// Bytes of the file, where they were recorded.
    pub length: Option<u64>,
    /// SHA-256 of the file; a module may be pinned by its `h1:` digest alone, as one is whose zip nobody
    /// serves here.
    pub sha256: Option<Sha256>,
    /// The module's `h1:` digest, for modules: it is over the contents, whoever packed the zip.
    pub h1: Option<String>,
    /// The checksum database's record of it with its proof, for modules.
    pub evidence: Option<Evidence>,
}

impl Recipe {
    /// The official file name, or the module's as a proxy serves it.
    pub fn file_name(&self) -> String {
        match (self.form, self.cpu) {
            (Form::Module, Some(cpu)) => format!("{}.zip", module_version(&self.go, cpu)),
            (_, Some(cpu)) => format!("go{}.linux-{}.tar.gz", self.go, cpu.goarch()),
            (_, None) => format!("go{}.src.tar.gz", self.go),
        }
    }
}

/// The version of [`TOOLCHAIN`] that is Go `version` for `cpu`.
pub fn module_version(version: &str, cpu: Cpu) -> String {
    format!("v0.0.1-go{version}.linux-{}", cpu.goarch())
}

/// Whether `text` is a Go version as releases are named: `1.27`, `1.27.3`, `1.28rc1`; without `go`.
pub fn is_version(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (numbers, suffix) = text.split_at(end);
    let number = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) && n.len() < 6;
    let count = numbers.split('.').count();
    let pre = suffix.strip_prefix("rc").or(suffix.strip_prefix("beta"));
    (2..=3).contains(&count)
        && numbers.split('.').all(number)
        && (suffix.is_empty() || pre.is_some_and(number))
}

/// All recipes that are known to this run.
#[derive(Clone, Debug, Default)]
pub struct Recipes(Vec<Recipe>);

impl Recipes {
    /// Those that this program was built with.
    ///
    /// # Errors
    /// One of them is malformed: a bug of ours that a test looks for.
    pub fn built_in() -> anyhow::Result<Self> {
        let mut recipes = Recipes::default();
        for file in BUILT_IN.files() {
            let name = file.path().to_string_lossy();
            let text = file.contents_utf8().unwrap_or_default();
            recipes.add(&name, text)?;
        }
        Ok(recipes)
    }

    /// Takes in one more recipe file; `name` tells JSON and TSV apart and is for messages.
    ///
    /// # Errors
    /// [`Exit::Usage`]: the text is malformed.
    pub fn add(&mut self, name: &str, text: &str) -> anyhow::Result<()> {
        let found =
            if name.ends_with(".tsv") { parse_table(name, text) } else { parse(name, text) };
        self.0.extend(found?);
        Ok(())
    }

    /// The recipe for exactly this.
    pub fn find(&self, go: &str, cpu: Cpu, form: Form) -> Option<&Recipe> {
        self.0.iter().find(|r| r.go == go && r.cpu == Some(cpu) && r.form == form)
    }

    /// The recipe whose file has this digest.
    pub fn of_file(&self, sha256: Sha256) -> Option<&Recipe> {
        self.0.iter().find(|r| r.sha256 == Some(sha256))
    }

    /// The recipe whose module has this `h1:` digest.
    pub fn of_contents(&self, h1: &str) -> Option<&Recipe> {
        self.0.iter().find(|r| r.h1.as_deref() == Some(h1))
    }

    /// All of them, as the files list them.
    pub fn iter(&self) -> impl Iterator<Item = &Recipe> {
        self.0.iter()
    }
}

/// A recipe file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    go: String,
    pinned: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    cpu: Option<String>,
    form: Form,
    #[serde(skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<Sha256>,
    #[serde(skip_serializing_if = "Option::is_none")]
    h1: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
}

fn parse(name: &str, text: &str) -> anyhow::Result<Vec<Recipe>> {
    let page: Page =
        serde_json::from_str(text).exit_with(Exit::Usage, || words::recipe_malformed(&name))?;
    let go = page.go;
    let recipes = page.pinned.into_iter().map(|line| recipe_of(&go, line));
    recipes.collect::<Option<_>>().ok_or_else(|| malformed(name))
}

fn recipe_of(go: &str, line: Line) -> Option<Recipe> {
    let cpu = match &line.cpu {
        Some(name) => Some(Cpu::parse(name)?),
        None => None,
    };
    let fixed = match line.form {
        Form::Archive => line.sha256.is_some(),
        Form::Module => cpu.is_some() && line.h1.is_some(),
    };
    let whole = is_version(go) && fixed && line.h1.as_deref().is_none_or(is_h1);
    let Line { form, length, sha256, h1, evidence, .. } = line;
    whole.then(|| Recipe { go: go.to_owned(), cpu, form, length, sha256, h1, evidence })
}

/// Whether `text` is `h1:` and 32 bytes in base64.
pub fn is_h1(text: &str) -> bool {
    let base64 = |b: u8| b.is_ascii_alphanumeric() || b == b'+' || b == b'/';
    text.strip_prefix("h1:")
        .and_then(|digest| digest.strip_suffix('='))
        .is_some_and(|digest| digest.len() == 43 && digest.bytes().all(base64))
}

/// Lines of version, Go's name of the architecture or `src`, SHA-256, parted by tabs; `#` comments.
fn parse_table(name: &str, text: &str) -> anyhow::Result<Vec<Recipe>> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(table_row).collect::<Option<_>>().ok_or_else(|| malformed(name))
}

fn table_row(line: &str) -> Option<Recipe> {
    let [go, arch, sha256] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
    let cpu = if arch == "src" { None } else { Some(Cpu::parse(arch)?) };
    let sha256 = Some(Sha256::parse(sha256)?);
    let go = is_version(go).then(|| go.to_owned())?;
    Some(Recipe { go, cpu, form: Form::Archive, length: None, sha256, h1: None, evidence: None })
}

fn malformed(name: &str) -> anyhow::Error {
    Fact::new(Exit::Usage, words::recipe_malformed(&name)).into()
}

/// The text of a recipe file that pins `recipes`, all of them of Go `go`.
pub fn render(go: &str, recipes: &[Recipe]) -> String {
    let line = |r: &Recipe| Line {
        cpu: r.cpu.map(|cpu| cpu.name().to_owned()),
        form: r.form,
        length: r.length,
        sha256: r.sha256,
        h1: r.h1.clone(),
        evidence: r.evidence.clone(),
    };
    let page = Page { go: go.to_owned(), pinned: recipes.iter().map(line).collect() };
    // A page holds only strings and numbers: there is nothing that could not be written.
    serde_json::to_string_pretty(&page).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use keys::note::{SUM_GOLANG_ORG, Verifier};

    #[test]
    fn the_default_go_is_pinned_for_each_cpu_and_its_file_where_one_is_served() {
        let recipes = Recipes::built_in().unwrap();
        for version in [DEFAULT_GO, "1.26.8"] {
            for cpu in Cpu::BUILT {
                let recipe = recipes.find(version, cpu, Form::Module).unwrap();
                let served = matches!(cpu, Cpu::X86_64 | Cpu::Arm64);
                assert_eq!((recipe.sha256.is_some(), recipe.length.is_some()), (served, served));
                assert!(recipe.length.is_none_or(|length| length > 60_000_000));
            }
        }
    }

    #[test]
    fn every_pinned_module_is_in_the_signed_checksum_database() {
        let verifier = Verifier::parse(SUM_GOLANG_ORG).unwrap();
        let recipes = Recipes::built_in().unwrap();
        for recipe in recipes.iter().filter(|recipe| recipe.form == Form::Module) {
            let version = module_version(&recipe.go, recipe.cpu.unwrap());
            let evidence = recipe.evidence.as_ref().unwrap();
            let proven = evidence.verify(&verifier).unwrap();
            assert_eq!(proven.h1(TOOLCHAIN, &version), recipe.h1.as_deref(), "{version}");
        }
    }

    #[test]
    fn official_archives_of_all_cpus_and_the_source_are_pinned() {
        let recipes = Recipes::built_in().unwrap();
        for cpu in Cpu::BUILT {
            assert!(recipes.find("1.27.0", cpu, Form::Archive).is_some());
        }
        let source = recipes.iter().find(|r| r.go == "1.27.0" && r.cpu.is_none()).unwrap();
        assert_eq!(source.file_name(), "go1.27.0.src.tar.gz");
        assert_eq!(recipes.of_file(source.sha256.unwrap()), Some(source));
    }

    #[test]
    fn a_rendered_recipe_is_read_back() {
        let built_in = Recipes::built_in().unwrap();
        let module = built_in.find(DEFAULT_GO, Cpu::Arm64, Form::Module).unwrap().clone();
        let mut again = Recipes::default();
        let text = render(DEFAULT_GO, std::slice::from_ref(&module));
        again.add("go1.27.3.json", &text).unwrap();
        assert_eq!(again.iter().collect::<Vec<_>>(), [&module]);
    }

    #[test]
    fn a_module_may_be_pinned_by_its_contents_alone_and_an_archive_may_not() {
        let pinned = |form: &str| {
            let h1 = format!("h1:{}=", "A".repeat(43));
            let line = format!(r#"{{"cpu":"loong64","form":"{form}","h1":"{h1}"}}"#);
            let mut recipes = Recipes::default();
            recipes
                .add("x.json", &format!(r#"{{"go":"1.2.3","pinned":[{line}]}}"#))
                .map(|()| recipes)
        };
        let recipes = pinned("module").unwrap();
        let recipe = recipes.find("1.2.3", Cpu::Loong64, Form::Module).unwrap();
        assert_eq!((recipe.sha256, recipe.length), (None, None));
        let text = render("1.2.3", std::slice::from_ref(recipe));
        assert!(!text.contains("sha256") && !text.contains("length"), "{text}");
        assert!(pinned("archive").is_err());
    }

    #[test]
    fn a_recipe_that_is_not_whole_is_refused() {
        let mut recipes = Recipes::default();
        assert!(recipes.add("x.tsv", "1.27.0\tamd64\tabc").is_err());
        assert!(recipes.add("x.tsv", "1.27.0\tsparc64\t").is_err());
        assert!(recipes.add("x.json", "{}").is_err());
        let sha256 = Sha256::of(b"");
        let line = format!(r#"{{"cpu":"arm64","form":"module","sha256":"{sha256}"}}"#);
        assert!(recipes.add("x.json", &format!(r#"{{"go":"1.2.3","pinned":[{line}]}}"#)).is_err());
        assert_eq!(recipes.iter().count(), 0);
    }

    #[test]
    fn versions_are_named_as_releases_are() {
        for good in ["1.27", "1.27.3", "1.28rc1", "1.21beta2"] {
            assert!(is_version(good), "{good}");
        }
        for bad in ["", "1", "go1.27.3", "1.27.", "1..2", "1.2.3.4", "1.27-x", "1.27rc", "../1.2"] {
            assert!(!is_version(bad), "{bad}");
        }
    }
}
