//! What INDEX may not say, though the manifest vouches for its bytes.

use super::*;
use crate::container::StoredIndex;
use voice::{Exit, Progress, exit_of};

/// What `verify` says of it, and an installation likewise.
fn refused(maker: Maker) -> (&'static str, String) {
    let (whole, scratch) = (maker.build(), Scratch::new());
    let error = received(&whole, Scratch::new().path()).expect_err("a bad INDEX");
    assert_eq!(exit_of(&error), Exit::Damaged, "{error:#}");
    let source = scratch.source(&whole);
    let verified = opened(&source).unwrap().verify(&source, 1, &Progress::hidden()).map(drop);
    if id(&error) != "member_header" {
        assert_eq!(id(&verified.expect_err("the same")), id(&error));
    }
    (id(&error), format!("{error:#}"))
}

#[test]
fn a_line_of_another_form_is_refused() {
    for (from, to) in [
        ("\"frame\":0,\"mode\":\"0755\",\"path\":\"goroot\",\"type\":\"dir\"", "\"frame\":0"),
        ("\"mode\":\"0755\",\"path\":\"goroot\",", "\"mode\":\"0700\",\"path\":\"goroot\","),
        (
            "\"mode\":\"0755\",\"path\":\"goroot/main.go\"",
            "\"mode\":\"4755\",\"path\":\"goroot/main.go\"",
        ),
        (
            "\"frame\":0,\"path\":\"goroot/go\"",
            "\"frame\":0,\"mode\":\"0777\",\"path\":\"goroot/go\"",
        ),
        ("\"type\":\"dir\"", "\"type\":\"file\""),
        ("\"type\":\"link\"", "\"type\":\"dir\""),
        ("\"target\":\"main.go\"", "\"target\":\"../main.go\""),
        ("\"target\":\"main.go\"", "\"target\":\"/main.go\""),
        ("goroot/go", "goroot/../go"),
        ("goroot/go", "goroot/GO\u{1}"),
        ("goroot/go", "goroot/a/go"),
        ("goroot/go", "meta/go"),
        ("\"frame\":0,\"path\":\"goroot/go\"", "\"frame\":1,\"path\":\"goroot/go\""),
        ("\"frame\":0,\"path\":\"goroot/go\"", "\"frame\":2,\"path\":\"goroot/go\""),
    ] {
        let maker = Maker::new().told(|lines| {
            assert!(lines.contains(from), "{from} in {lines}");
            lines.replacen(from, to, 1)
        });
        let (found, said) = refused(maker);
        assert!(found == "index_line" || found == "member_header", "{to}: {said}");
        assert!(found == "index_line" || to.contains("target"), "{to}: {said}");
    }
}

#[test]
fn lines_ascend_and_end_with_a_newline() {
    let lines = |lines: &str| lines.lines().map(str::to_owned).collect::<Vec<_>>();
    let turned = Maker::new().told(|all| {
        let all = lines(all);
        format!("{}\n{}\n{}\n", all[0], all[2], all[1])
    });
    assert!(refused(turned).1.contains("line 3"));
    let twice = Maker::new().told(|all| format!("{all}{}\n", lines(all)[2]));
    assert!(refused(twice).1.contains("line 4"));
    let open = Maker::new().told(|all| all.trim_end().to_owned());
    assert!(refused(open).1.contains("line 3"));
    let long = Maker::new().told(|all| format!("{all}{}\n", "x".repeat(9000)));
    assert!(refused(long).1.contains("line 4"));
}

#[test]
fn each_frame_has_as_many_members_as_the_manifest_says() {
    let short = Maker::new().told(|all| all.lines().take(2).map(|l| format!("{l}\n")).collect());
    assert_eq!(refused(short).0, "index_count");
    assert_eq!(refused(Maker::new().told(|_| String::new())).0, "index_count");
}

fn stored(lines: &[u8]) -> Vec<u8> {
    maker::frame(lines, |_| {})
}

fn read(
    payload: &crate::container::manifest::Payload,
    stored: &[u8],
    length: u64,
) -> anyhow::Result<usize> {
    let reader = crate::container::index::IndexReader::new(Box::new(stored), payload, length)?;
    reader.map(|member| member.map(|_| 1)).sum()
}

#[test]
fn it_is_one_small_frame_and_nothing_else() {
    let (whole, scratch) = (Maker::new().build(), Scratch::new());
    let source = scratch.source(&whole);
    let payload = &opened(&source).unwrap().manifest().unwrap().payload.clone();
    let lines = Maker::new().lines;
    let length = lines.len() as u64;
    assert_eq!(read(payload, &stored(&lines), length).unwrap(), 3);
    let why = |bytes: &[u8], length| id(&read(payload, bytes, length).unwrap_err());
    assert_eq!(why(&stored(&lines), length + 1), "frame_header");
    assert_eq!(why(&[stored(&lines), stored(b"")].concat(), length), "frame_header");
    assert_eq!(why(&[stored(&lines), vec![0]].concat(), length), "frame_header");
    let checksum = stored(&lines).len() - 1;
    let mut bad = stored(&lines);
    bad[checksum] ^= 1;
    assert_eq!(why(&bad, length), "frame_header");
    let wide = vec![b'x'; (1 << 21) + 1];
    let frame = maker::frame(&wide, |encoder| encoder.window_log(21).unwrap());
    let said = format!("{:#}", read(payload, &frame, wide.len() as u64).unwrap_err());
    assert!(said.contains(&(1u64 << 21).to_string()), "{said}");
    StoredIndex::compress(&lines).unwrap();
}
