//! Files that come one after the other, each under another head of Go's checksum database, and gos that have seen none
//! of these heads, the oldest or the newest: what is believed, and what is said where it is not.

use keys::note::database::Gathered;
use keys::note::{SUM_GOLANG_ORG, Verifier};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::words::modules as words;
use tests::{Home, Outcome, Real, files_below, require_tool};
use voice::Exit;

/// Seconds. Go builds, while others do, too.
const PATIENCE: u32 = 900;

/// Each has been in the database since before `A`, but `b`, which came between `A` and `B`.
const MODULES: [(char, &str, &str); 3] = [
    ('a', "github.com/google/uuid", "v1.6.0"),
    ('b', "golang.org/x/sys", "v0.50.0"),
    ('c', "github.com/pkg/errors", "v0.9.1"),
];

/// `A` and `B` are in the fixtures, by their sizes; `C` is today's.
const OLDEST: u64 = 70_835_252;
const LATER: u64 = 72_525_630;

/// What is so when these files have come.
struct Row {
    /// `B>A` brings the module `b` under the head `B`, proven to continue `A`.
    files: &'static str,
    /// The head that go is shown.
    head: char,
    /// Modules that wait to be proved.
    waits: &'static str,
    /// What a go is given that has seen no head, `A`, and `C`, when its module cache was emptied.
    given: [&'static str; 3],
}

const TABLE: [Row; 16] = [
    Row { files: "A", head: 'A', waits: "", given: ["a", "a", ""] },
    Row { files: "C", head: 'C', waits: "", given: ["c", "", "c"] },
    // An old module is in the oldest tree, too, whatever it came with.
    Row { files: "A C", head: 'A', waits: "", given: ["ac", "ac", ""] },
    Row { files: "A C>A", head: 'C', waits: "", given: ["ac", "ac", "ac"] },
    Row { files: "C A", head: 'C', waits: "", given: ["ac", "", "ac"] },
    Row { files: "C>A A", head: 'C', waits: "", given: ["ac", "ac", "ac"] },
    Row { files: "A B", head: 'A', waits: "b", given: ["a", "a", ""] },
    Row { files: "A B>A", head: 'B', waits: "", given: ["ab", "ab", ""] },
    Row { files: "A B C", head: 'A', waits: "b", given: ["ac", "ac", ""] },
    Row { files: "A B C>A", head: 'C', waits: "", given: ["abc", "abc", "abc"] },
    Row { files: "A B>A C", head: 'B', waits: "", given: ["abc", "abc", ""] },
    Row { files: "A B>A C>B", head: 'C', waits: "", given: ["abc", "abc", "abc"] },
    Row { files: "A C B>A", head: 'B', waits: "", given: ["abc", "abc", ""] },
    Row { files: "C B A", head: 'C', waits: "", given: ["abc", "", "abc"] },
    Row { files: "C>AB B A", head: 'C', waits: "", given: ["abc", "abc", "abc"] },
    Row { files: "C>B B>A A", head: 'C', waits: "", given: ["abc", "abc", "abc"] },
];

/// What one file with all three modules has below `modcache` and `sumdb`, made by the packer for a far side that knows
/// `A` and `B`.
struct Packed {
    modcache: BTreeMap<String, Vec<u8>>,
    sumdb: BTreeMap<String, Vec<u8>>,
    newest: u64,
    _place: Home,
}

impl Packed {
    fn by_the_packer() -> Packed {
        let (real, place) = (Real::shared(), Real::home());
        let (cache, out) = (place.beside("cache"), place.beside("all.run"));
        real.cache_without_modules(&cache);
        let heads = serde_json::json!({ "heads": [note_of("sumdb"), note_of("sumdb-later")] });
        let heads = place.lay("heads.json", heads.to_string().as_bytes());
        let names = MODULES.map(|(_, path, version)| format!("--modules={path}@{version}"));
        let after = format!("--after={}", heads.display());
        let options: Vec<&str> = names.iter().chain([&after]).map(String::as_str).collect();
        real.packed_in(&cache, &out, &options);
        let unpacked = place.beside("unpacked");
        let extract =
            real.packer().arg("extract").arg(&out).args(["modcache/**", "sumdb/**", "-C"]);
        extract.arg(&unpacked).run().ends_with(Exit::Done);
        let sumdb = files_below(&unpacked.join("sumdb/sum.golang.org"));
        let newest = String::from_utf8(sumdb["latest"].clone()).unwrap();
        let newest = newest.lines().nth(1).unwrap().parse().unwrap();
        Packed { modcache: files_below(&unpacked.join("modcache")), sumdb, newest, _place: place }
    }

    fn size(&self, head: char) -> u64 {
        match head {
            'A' => OLDEST,
            'B' => LATER,
            _ => self.newest,
        }
    }

    /// The database under one head with one record, which bridges the heads of these names.
    fn database(&self, head: char, record: &str, bridged: &str) -> Vec<(String, Vec<u8>)> {
        let known = |name: char| format!("heads/{}", self.size(name));
        let heads: Vec<String> = bridged.chars().chain([head]).map(known).collect();
        let mut gathered = Gathered::default();
        for (path, bytes) in &self.sumdb {
            let is_wanted = match path.split('/').next().unwrap() {
                "lookup" => *path == format!("lookup/{record}"),
                "latest" => head == 'C',
                "heads" => heads.contains(path),
                _ => true,
            };
            if is_wanted {
                gathered.take(path, bytes).unwrap();
            }
        }
        let verifier = Verifier::parse(SUM_GOLANG_ORG).unwrap();
        let proven = gathered.under(&verifier, self.size(head)).unwrap();
        assert!(
            proven.waiting().is_empty() && bridged.chars().all(|b| proven.continues(self.size(b)))
        );
        let below = |(path, bytes)| (format!("sumdb/sum.golang.org/{path}"), bytes);
        proven.files().into_iter().map(below).collect()
    }

    /// A small release of this description: `B>A`.
    fn file(&self, home: &Home, counter: u32, described: &str) -> PathBuf {
        let (head, bridged) = described.split_once('>').unwrap_or((described, ""));
        let head = head.chars().next().unwrap();
        let [path, version] = module(head.to_ascii_lowercase());
        let database = self.database(head, &format!("{path}@{version}"), bridged);
        let of_it = |(name, bytes): (&String, &Vec<u8>)| {
            let is_of_it = name.starts_with(&format!("{path}/@v/"));
            is_of_it.then(|| (format!("modcache/{name}"), bytes.clone()))
        };
        let modcache: Vec<_> = self.modcache.iter().filter_map(of_it).collect();
        assert_eq!(modcache.len(), 4, "list, .info, .mod and .zip");
        let draft = home.workshop().draft().with_stub().counting(counter);
        let draft = draft.with_files("modcache", &modcache).with_files("sumdb", &database);
        home.lay(&format!("{counter}.run"), &draft.build(home.workshop()))
    }

    /// A home to which these files came, one after the other.
    fn home(&self, described: &str) -> Home {
        let home = Home::empty();
        for (at, one) in described.split(' ').enumerate() {
            let file = self.file(&home, at as u32 + 1, one);
            let come = match at {
                0 => home.run(&file).args(["install", "-y", "--no-gate"]),
                _ => home.goferry().args(["modules", "add", "-y"]).arg(&file),
            };
            come.run().ends_with(Exit::Done);
        }
        home
    }
}

/// Path and version.
fn module(letter: char) -> [&'static str; 2] {
    let (_, path, version) = MODULES.iter().find(|module| module.0 == letter).unwrap();
    [path, version]
}

/// The signed head in a fixture.
fn note_of(fixture: &str) -> String {
    let of_go = "sum.golang.org/lookup/golang.org/toolchain@v0.0.1-go1.27.3.linux-amd64";
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../keys/fixtures").join(fixture);
    let answer = fs::read_to_string(fixture.join(of_go)).unwrap();
    answer[answer.find("go.sum database tree\n").unwrap()..].to_owned()
}

/// A real go with what it remembers in `gopath`, and no network.
struct Client<'a> {
    go: &'a Home,
    gopath: PathBuf,
}

impl Client<'_> {
    /// Which of these modules it can get from what is installed in `home`, and what it says of the others.
    fn gets(&self, wanted: &str, home: &Home) -> (String, String) {
        let modules = home.prefix().join("modules");
        let names = wanted.chars().map(|letter| module(letter).join("@"));
        let go = self.go.go().args(["mod", "download", "-json"]).args(names);
        let go = go
            .env("GOPATH", &self.gopath)
            .env("GOPROXY", format!("file://{}", modules.display()))
            .env("GOSUMDB", "sum.golang.org")
            .env("GOFLAGS", "-modcacherw")
            .within(home.path())
            .wrapped(["unshare", "--net", "--"]);
        let told = go.taking_at_most(PATIENCE).run();
        let (mut got, mut refusals) = (String::new(), String::new());
        for one in serde_json::Deserializer::from_str(&told.stdout).into_iter() {
            let one: serde_json::Value = one.unwrap();
            let path = one["Path"].as_str().unwrap();
            match one["Error"].as_str() {
                Some(why) => refusals += why,
                None => got.extend(MODULES.iter().find(|module| module.1 == path).map(|m| m.0)),
            }
        }
        assert_eq!(told.is_success(), refusals.is_empty(), "{told}");
        (got, refusals)
    }

    /// The head that it has seen.
    fn note(&self) -> String {
        fs::read_to_string(self.gopath.join("pkg/sumdb/sum.golang.org/latest")).unwrap_or_default()
    }

    /// The same go again, in a GOPATH of its own, and with what it keeps of modules or without that.
    fn again(&self, gopath: PathBuf, is_kept: bool) -> Client<'_> {
        fs::remove_dir_all(&gopath).ok();
        if self.gopath.is_dir() {
            let copied = Command::new("cp").arg("-r").args([&self.gopath, &gopath]).status();
            assert!(copied.unwrap().success());
        }
        if !is_kept {
            fs::remove_dir_all(gopath.join("pkg/mod")).ok();
        }
        Client { go: self.go, gopath }
    }
}

#[test]
fn whatever_comes_first_go_believes_what_continues_the_head_that_it_has_seen() {
    require_tool("unshare");
    let (packed, go) = (Packed::by_the_packer(), Real::installed());
    let client = |name: &str| Client { go: &go, gopath: go.beside(name) };
    let clients = [client("none"), client("oldest"), client("newest")];
    let own = ["", "a", "c"];
    for ((client, own), files) in clients.iter().zip(own).zip(["", "A", "C"]).skip(1) {
        assert_eq!(client.gets(own, &packed.home(files)), (own.to_owned(), String::new()));
        assert!(
            client.note().contains(&format!("\n{}\n", packed.size(files.chars().next().unwrap())))
        );
    }
    for Row { files, head, waits, given } in TABLE {
        let home = packed.home(files);
        let (told, _) = listed(&home, None);
        assert_eq!(told["head"], packed.size(head), "{files}: {told}");
        let versions = told["versions"].as_array().unwrap();
        let there = |is_waiting: bool| -> String {
            let alike = versions.iter().filter(|version| version["waiting"] == is_waiting);
            let name = |letter: char| module(letter).join("@");
            let names: Vec<_> = alike.map(|version| version["version"].as_str().unwrap()).collect();
            "abc".chars().filter(|letter| names.contains(&&*name(*letter))).collect()
        };
        assert_eq!(there(true), waits, "{files}: {told}");
        // Where nothing was added to the database since, `C` is `B`.
        let of_newest = if packed.size(head) == packed.newest { given[0] } else { given[2] };
        for ((client, own), given) in clients.iter().zip(own).zip([given[0], given[1], of_newest]) {
            for is_kept in [false, true] {
                let again = client.again(go.beside("again"), is_kept);
                // What was downloaded before is there, whatever the far side has.
                let is_there =
                    |letter: &char| given.contains(*letter) || is_kept && own.contains(*letter);
                let expected: String = there(false).chars().filter(is_there).collect();
                let (got, refusals) = again.gets(&there(false), &home);
                assert_eq!(got, expected, "{files}, {own:?}, kept {is_kept}: {refusals}");
                assert!(refusals.is_empty() || refusals.contains("sum.golang.org"), "{refusals}");
            }
            // What go refuses, goferry foretells, with the head and the way out.
            let (told, said) = listed(&home, Some(client));
            let doubts = [&words::seen, &words::seen_help];
            match given {
                "" => said.says(&doubts),
                _ => said.does_not_say(&doubts),
            };
            let heads = told["heads"].as_array().unwrap();
            assert!(own.is_empty() || heads.contains(&client.note().into()), "{files}: {told}");
        }
    }
}

/// What `modules list` says in `home`, for machines and for people, to a user with this go.
fn listed(home: &Home, client: Option<&Client<'_>>) -> (serde_json::Value, Outcome) {
    let list = home.goferry().args(["modules", "list"]);
    let list = client.iter().fold(list, |list, client| list.env("GOPATH", &client.gopath));
    let told = list.clone().arg("--json").run();
    let told = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
    let said = list.run();
    said.ends_with(Exit::Done);
    (told, said)
}
