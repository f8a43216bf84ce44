//! What a manifest may not say, though it is signed.

use super::*;
use crate::container::PAYLOAD_VERSION;
use serde_json::{Value, json};
use voice::Exit;
use voice::exit_of;

/// The member at `path` of an honest manifest set to `value`, signed again.
fn saying(path: &str, value: Value) -> anyhow::Result<()> {
    let whole = Maker::new().build();
    let bad = resigned(&whole, |manifest| put(manifest, path, value));
    received(&bad, Scratch::new().path())
}

fn put(manifest: &mut Value, path: &str, value: Value) {
    let (parent, key) = path.rsplit_once('/').unwrap();
    match manifest.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        parent => parent[key] = value,
    }
}

/// A number of the manifest, and the numbers beside it.
fn beside(path: &str) -> [Value; 2] {
    let whole = Maker::new().build();
    let mut number = 0;
    resigned(&whole, |manifest| number = manifest.pointer(path).unwrap().as_u64().unwrap());
    [json!(number + 1), json!(number.wrapping_sub(1).min(1 << 53))]
}

#[test]
fn it_agrees_with_the_file_and_with_itself() {
    for path in [
        "/envelope/regions/stub",
        "/envelope/regions/roots",
        "/envelope/regions/pad",
        "/envelope/regions/frames",
        "/envelope/regions/index",
        "/envelope/chunks/length",
        "/payload/frames/0/stored_length",
        "/payload/frames/1/members",
        "/payload/frames/0/members",
        "/payload/frames/0/expanded_length",
        "/payload/components/0/members",
        "/payload/window_sum",
        "/payload/build_time",
        "/envelope/index/expanded_length",
    ] {
        for value in beside(path) {
            let refused = saying(path, value.clone()).expect_err(path);
            assert_eq!(exit_of(&refused), Exit::Damaged, "{path} {value}: {refused:#}");
        }
    }
}

#[test]
fn each_field_has_its_form() {
    for (path, value) in [
        ("/envelope/line", json!("")),
        ("/envelope/line", json!("go/1.27")),
        ("/envelope/line", json!("modules:a/b")),
        ("/envelope/minimum_program", json!("v1")),
        ("/envelope/critical", json!(["absent"])),
        ("/envelope/required", json!(["openpgp", "openpgp"])),
        ("/envelope/required", json!(["pgp"])),
        ("/envelope/chunks/sha256", json!([])),
        ("/envelope/chunks/sm3", json!([])),
        ("/envelope/index/expanded_length", json!(1u64 << 32)),
        ("/envelope/stubs/0/length", json!(17)),
        ("/envelope/stubs/0/offset", json!(1)),
        ("/envelope/stubs/0/offset", json!(1u64 << 53)),
        ("/envelope/stubs/0/platform", json!("any")),
        ("/envelope/stubs/0/version", json!("newest")),
        ("/envelope/regions/stub", json!(1u64 << 53)),
        ("/payload/go", json!("go1.27")),
        ("/payload/flavour", json!("a b")),
        ("/payload/version", json!(0)),
        ("/payload/frames/0/window_log", json!(27)),
        ("/payload/frames/0/component", json!("end")),
        ("/payload/frames/0/component", json!("absent")),
        ("/payload/frames/1/component", json!("go")),
        ("/payload/frames/1/platform", json!("linux/amd64")),
        ("/payload/frames", json!([])),
        ("/payload/components/0/name", json!("goo")),
        ("/payload/components/0/kind", json!("meta")),
        ("/payload/components/0/kind", json!("modules")),
        ("/payload/components/0/abi", json!("a b")),
        ("/payload/components/1", json!({"absent": 1})),
        ("/payload", json!({})),
        ("/notes", json!({"one": 1})),
        ("/envelope", json!({})),
        ("/envelope/format", json!("1")),
    ] {
        let refused = saying(path, value.clone()).expect_err(path);
        assert_eq!(exit_of(&refused), Exit::Damaged, "{path} {value}: {refused:#}");
    }
}

#[test]
fn what_is_within_the_limits_is_taken() {
    for (path, value) in [
        ("/envelope/line", json!("modules:tools")),
        ("/envelope/ext", json!({"later": "x"})),
        ("/payload/flavour", json!("plain")),
        ("/payload/flavour", json!("")),
        ("/payload/go", json!("")),
        ("/envelope/stubs/0/offset", json!(0)),
        ("/envelope/stubs", json!([])),
        ("/notes", json!({"one": "two"})),
    ] {
        saying(path, value).expect(path);
    }
}

#[test]
fn a_component_occurs_once_and_frames_end_with_the_end() {
    let whole = Maker::new().build();
    let twice = resigned(&whole, |manifest| {
        let components = manifest["payload"]["components"].as_array_mut().unwrap();
        components.push(components[0].clone());
    });
    let turned = resigned(&whole, |manifest| {
        manifest["payload"]["frames"].as_array_mut().unwrap().reverse();
    });
    for bad in [twice, turned] {
        let refused = received(&bad, Scratch::new().path()).unwrap_err();
        assert_eq!(id(&refused), "manifest_shape");
    }
}

#[test]
fn a_newer_one_is_authentic_and_not_looked_at() {
    for (path, value, told) in [
        ("/envelope/format", json!(2), "newer_trailer"),
        ("/payload/version", json!(PAYLOAD_VERSION + 1), "newer_payload"),
        ("/envelope/minimum_program", json!("999.0.0"), "newer_payload"),
    ] {
        let refused = saying(path, value).unwrap_err();
        assert_eq!((exit_of(&refused), id(&refused)), (Exit::Newer, told), "{path}");
    }
    let whole = Maker::new().build();
    let critical = resigned(&whole, |manifest| {
        manifest["envelope"]["ext"] = json!({"sealed": "x"});
        manifest["envelope"]["critical"] = json!(["sealed"]);
    });
    let refused = received(&critical, Scratch::new().path()).unwrap_err();
    assert_eq!((exit_of(&refused), id(&refused)), (Exit::Newer, "unknown_critical"));
}
