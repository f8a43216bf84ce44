//! What a file states about where its Go came from (`meta/upstream.json`), with the evidence that is at hand.

use crate::beside::provenance::Digests;
use crate::inputs::go::{Distribution, Origin, OriginKind, Pinned};
use crate::inputs::tree::Kind;
use anyhow::Result;
use keys::note::Evidence;
use payloads::platform::Platform;
use payloads::recipe::{Form, Recipes};
use payloads::upstream::{Archive, Contents, SCHEMA, Source, Statement, Way, prove};

/// The statement about `go`, whose files have these digests. What the recipes know of the same contents is
/// in it whichever way Go came.
///
/// # Errors
/// [`voice::Exit::BadSignature`] and others of [`prove`]: a recipe's evidence does not prove what the recipe says.
pub fn statement(go: &Distribution, digests: &Digests, recipes: &Recipes) -> Result<Statement> {
    let contents = contents(go, digests);
    let kept = go.origin.checksum_database.as_ref().map(|record| record.evidence.clone());
    let recipe = match &kept {
        None => recipes_record(recipes, &contents),
        Some(_) => None,
    };
    let way = way(go, &contents, recipe.is_some());
    let official = !matches!(way, Way::Vendor | Way::Unofficial);
    let published = recipe.is_some() || way == Way::Archive;
    let statement = Statement {
        schema: SCHEMA,
        go: go.version.clone(),
        cpu: Platform::Cpu(go.cpu),
        way,
        source: source(&go.origin),
        archive: official.then(|| archive(go, recipes)).flatten(),
        h1: if published { contents.published.clone() } else { contents.whole.clone() },
        checksum_database: kept.or(recipe.clone()),
        built: go.origin.built.clone(),
    };
    if recipe.is_some() {
        prove(&statement, &contents, &go.version, go.cpu)?;
    }
    Ok(statement)
}

fn contents(go: &Distribution, digests: &Digests) -> Contents {
    let files = digests.iter().map(|(path, digest)| (path.clone(), *digest));
    let mut contents = Contents::of_files(&go.version, go.cpu, files);
    let mut links = go.tree.iter().filter(|(_, entry)| matches!(entry.kind, Kind::Symlink { .. }));
    contents.foreign = contents.foreign.or_else(|| links.next().map(|(path, _)| path.to_owned()));
    contents
}

/// What a recipe of these very files carries.
fn recipes_record(recipes: &Recipes, contents: &Contents) -> Option<Evidence> {
    let recipe = recipes.of_contents(&contents.whole);
    let recipe = recipe.or_else(|| recipes.of_contents(&contents.published))?;
    recipe.evidence.clone().filter(|_| contents.foreign.is_none())
}

fn way(go: &Distribution, contents: &Contents, recorded: bool) -> Way {
    let Origin { kind, pinned, checksum_database, .. } = &go.origin;
    let official = *pinned == Pinned::Recipe || recorded || checksum_database.is_some();
    match kind {
        _ if go.is_vendors() => Way::Vendor,
        OriginKind::CrossBuilt => Way::CrossBuilt,
        OriginKind::Archive if official => Way::Archive,
        OriginKind::Module if official => Way::Module,
        OriginKind::Tree if official && contents.foreign.is_none() => Way::Tree,
        _ => Way::Unofficial,
    }
}

fn source(origin: &Origin) -> Source {
    Source {
        name: origin.name.clone(),
        sha256: origin.sha256,
        length: origin.length,
        pinned: origin.pinned,
    }
}

fn archive(go: &Distribution, recipes: &Recipes) -> Option<Archive> {
    let recipe = recipes.find(&go.version, go.cpu, Form::Archive)?;
    Some(Archive { name: recipe.file_name(), sha256: recipe.sha256? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beside::provenance::digests;
    use crate::inputs::go::fake;
    use crate::inputs::tree::Tree;
    use payloads::digest::Sha256;
    use payloads::platform::Cpu;
    use payloads::recipe::Recipe;
    use voice::Exit;
    use voice::exit_of;

    const GO: &str = "1.27.3";
    const CPU: Cpu = Cpu::X86_64;

    fn go(tree: Tree, kind: OriginKind, pinned: Pinned) -> Distribution {
        let origin = Origin { kind, pinned, ..fake::origin() };
        Distribution::inspect(tree, CPU, Some(GO), origin, "x").unwrap()
    }

    fn stated(go: &Distribution, recipes: &Recipes) -> Result<Statement> {
        statement(go, &digests(&go.tree)?, recipes)
    }

    /// What official archives hold beside the module.
    fn archives_tree() -> Tree {
        let mut tree = fake::tree(GO, CPU);
        tree.insert_bytes("api/go1.27.txt", *b"pkg x\n", false).unwrap();
        tree
    }

    #[test]
    fn the_way_is_what_is_known_of_the_contents() {
        use Pinned::{Given, No, Recipe};
        let way =
            |tree, kind, pinned| stated(&go(tree, kind, pinned), &Recipes::default()).unwrap().way;
        let tree = || fake::tree(GO, CPU);
        assert_eq!(way(tree(), OriginKind::Module, Recipe), Way::Module);
        assert_eq!(way(tree(), OriginKind::Module, Given), Way::Unofficial);
        assert_eq!(way(archives_tree(), OriginKind::Archive, Recipe), Way::Archive);
        assert_eq!(way(tree(), OriginKind::Tree, Recipe), Way::Tree);
        assert_eq!(way(tree(), OriginKind::Tree, No), Way::Unofficial);
        assert_eq!(way(tree(), OriginKind::CrossBuilt, No), Way::CrossBuilt);
        let mut linked = tree();
        let link = Kind::Symlink { target: "go".to_owned() };
        linked
            .insert("bin/again", crate::inputs::tree::Entry { kind: link, executable: false })
            .unwrap();
        assert_eq!(way(linked, OriginKind::Tree, Recipe), Way::Unofficial);
    }

    #[test]
    fn a_vendors_go_is_never_called_the_official_one() {
        let mut go = go(fake::tree(GO, CPU), OriginKind::Archive, Pinned::Recipe);
        go.abi = "abi1.0".to_owned();
        let recipes = Recipes::built_in().unwrap();
        let statement = stated(&go, &recipes).unwrap();
        assert_eq!((statement.way, statement.archive), (Way::Vendor, None));
    }

    #[test]
    fn an_archive_is_digested_as_its_module_and_named() {
        let module = go(fake::tree(GO, CPU), OriginKind::Module, Pinned::Recipe);
        let h1 = stated(&module, &Recipes::default()).unwrap().h1;
        let bytes = fake::archive_of(&archives_tree());
        let recipes = fake::recipes(&[fake::pinned(GO, CPU, Form::Archive, &bytes)]);
        let archive = go(archives_tree(), OriginKind::Archive, Pinned::Recipe);
        let statement = stated(&archive, &recipes).unwrap();
        assert_eq!(statement.h1, h1);
        let named = statement.archive.unwrap();
        assert_eq!(named.name, "go1.27.3.linux-amd64.tar.gz");
        assert_eq!(named.sha256, Sha256::of(&bytes));
    }

    #[test]
    fn a_recipe_whose_evidence_is_about_other_contents_is_refused() {
        let evidence =
            include_str!("../../../keys/fixtures/sumdb/go1.27.3.linux-amd64.json").to_owned();
        let zip = fake::module_zip(GO, CPU);
        let pinned = fake::pinned(GO, CPU, Form::Module, &zip);
        let evidence = serde_json::from_str(&evidence).ok();
        let recipes = fake::recipes(&[Recipe { evidence, ..pinned }]);
        let module = go(fake::tree(GO, CPU), OriginKind::Module, Pinned::Recipe);
        assert_eq!(exit_of(&stated(&module, &recipes).unwrap_err()), Exit::Damaged);
    }
}
