//! FORMAT.md and the code say the same: the page's tables are read and compared with the constants.

use super::*;

const PAGE: &str = include_str!("../../FORMAT.md");

/// Rows of every table whose header has `column` in it, cells trimmed, backticks removed.
fn table(column: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|c| c.trim().replace('`', "")).collect()
    };
    let mut rows = Vec::new();
    let mut lines = PAGE.lines();
    while let Some(line) = lines.next() {
        if line.starts_with('|') && cells(line).iter().any(|c| c == column) {
            lines.next();
            rows.extend(lines.by_ref().take_while(|l| l.starts_with('|')).map(cells));
        }
    }
    assert!(!rows.is_empty(), "no table with a column {column}");
    rows
}

#[test]
fn limits_are_those_of_the_page() {
    let limits = [
        ("ALIGNMENT", ALIGNMENT),
        ("CHUNK_LENGTH", CHUNK_LENGTH),
        ("MAX_ROOTS", MAX_ROOTS),
        ("MAX_MANIFEST", MAX_MANIFEST),
        ("MAX_SIGNATURES", MAX_SIGNATURES),
        ("MAX_FILE", MAX_FILE),
        ("MAX_INDEX_LINE", MAX_INDEX_LINE),
        ("MAX_PATH", MAX_PATH),
        ("MAX_NAME", MAX_NAME),
        ("MAX_MEMBERS", MAX_MEMBERS),
        ("MAX_WINDOW_LOG", MAX_WINDOW_LOG),
        ("MAX_INDEX_WINDOW_LOG", MAX_INDEX_WINDOW_LOG),
    ];
    let page: Vec<(String, u64)> =
        table("limit").into_iter().map(|r| (r[0].clone(), r[1].parse().unwrap())).collect();
    assert_eq!(page, limits.map(|(name, value)| (name.to_owned(), value)).to_vec());
}

#[test]
fn the_trailer_is_laid_out_as_the_page_says() {
    let numbers = trailer::Trailer {
        manifest_offset: 0x0101_0101,
        manifest_length: 0x0002_0202,
        roots_offset: 0x0003_0303,
        roots_length: 0x0404,
        signatures_length: 0x0505,
    };
    let bytes = numbers.render().unwrap();
    let value = |meaning: &str| match meaning {
        "offset of MANIFEST" => numbers.manifest_offset,
        "length of MANIFEST" => numbers.manifest_length,
        "offset of ROOTS = length of STUB" => numbers.roots_offset,
        "length of ROOTS" => numbers.roots_length,
        "length of SIGNATURES" => numbers.signatures_length,
        "length of the whole file" => numbers.total().unwrap(),
        "format version, 1" => 1,
        "length of TRAILER, 72" => 72,
        other => panic!("unknown row {other}"),
    };
    let mut end = 0;
    for row in table("TRAILER") {
        let (at, length): (usize, usize) = (row[0].parse().unwrap(), row[1].parse().unwrap());
        assert_eq!(at, end, "gap before {}", row[2]);
        end = at + length;
        let field = &bytes[at..end];
        match row[2].strip_prefix("magic ") {
            Some(magic) => assert_eq!(field, magic.replace("\\n", "\n").as_bytes()),
            None => assert_eq!(field, &value(&row[2]).to_le_bytes()[..length], "{}", row[2]),
        }
    }
    assert_eq!(end, trailer::LENGTH);
}

#[test]
fn the_roots_header_is_laid_out_as_the_page_says() {
    let bytes = roots_header::render(0x0102_0304_0506_0708);
    let rows = table("ROOTS header");
    let magic = rows[0][2].strip_prefix("magic ").unwrap();
    assert_eq!(&bytes[..16], magic.replace("\\n", "\n").replace("\\0", "\0").as_bytes());
    assert_eq!((rows[1][0].as_str(), rows[1][1].as_str()), ("16", "8"));
    assert_eq!(roots_header::parse(&bytes), Some(0x0102_0304_0506_0708));
    assert_eq!(roots_header::LENGTH, 24);
}

#[test]
fn the_manifests_keys_are_those_of_the_page() {
    let manifest: serde_json::Value =
        serde_json::from_str(include_str!("example_manifest.json")).unwrap();
    let parsed: Manifest = serde_json::from_value(manifest.clone()).unwrap();
    assert_eq!(serde_json::to_value(&parsed).unwrap(), manifest);
    for part in ["envelope", "payload"] {
        let mut page: Vec<String> =
            table("part").into_iter().filter(|r| r[0] == part).map(|r| r[1].clone()).collect();
        page.sort();
        let keys: Vec<String> = manifest[part].as_object().unwrap().keys().cloned().collect();
        assert_eq!(page, keys, "{part}");
    }
}

#[test]
fn kinds_are_those_of_the_page() {
    use manifest::Kind;
    let row = |r: Vec<String>| (r[0].clone(), r[1].clone());
    let kinds: Vec<(String, String)> = table("component").into_iter().map(row).collect();
    let name = |kind: Kind| serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned();
    let all = [
        Kind::Go,
        Kind::Modules,
        Kind::GoCache,
        Kind::ModCache,
        Kind::SumDb,
        Kind::Meta,
        Kind::End,
    ];
    let code = all.map(|kind| (name(kind), kind.since().to_string()));
    assert_eq!(kinds, code);
    let newest = kinds.iter().map(|(_, since)| since.clone()).max();
    assert_eq!(newest, Some(PAYLOAD_VERSION.to_string()));
    let signatures: Vec<String> = table("signature").into_iter().map(|r| r[0].clone()).collect();
    assert_eq!(signatures, [keys::Kind::OpenPgp, keys::Kind::Sm2].map(|k| k.number().to_string()));
    assert_eq!(format!("0x{:02x}", chunks::DOMAIN), "0x01");
}

#[test]
fn every_platform_is_on_the_page() {
    for cpu in crate::platform::Cpu::ALL {
        assert!(PAGE.contains(&format!("`{cpu}`")), "{cpu}");
    }
    for world in [crate::abi::World::Old, crate::abi::World::New] {
        assert!(PAGE.contains(&format!("`{world}`")), "{world}");
    }
}
