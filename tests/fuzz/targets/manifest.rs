//! MANIFEST behind signatures that hold, and INDEX with what it says. Input: a manifest, which
//! somebody believed signs; the rest of the file is that of the seed.
//! Accepted: canonical JSON to this program and to serde_json alone, and its own re-rendering.
#![no_main]

use fuzz::{Scratch, Signer, authenticated, laid_out, regions};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use serde_json::Value;
use std::sync::LazyLock;
use voice::Progress;

const HONEST: &[u8] = include_bytes!("../corpus/one-kind.run");

static SIGNER: LazyLock<Signer> = LazyLock::new(Signer::new);
static SCRATCH: LazyLock<Scratch> = LazyLock::new(Scratch::new);

fuzz_target!(|manifest: &[u8]| {
    // What is no canonical JSON is refused below as it is here, only slower.
    if keys::canonical::parse(manifest).is_err() {
        return;
    }
    let [stub, roots, between, ..] = regions(HONEST).map(|range| &HONEST[range]);
    let signatures = SIGNER.sign(manifest).render();
    let whole = laid_out([stub, roots, between, manifest, &signatures]);
    let source = SCRATCH.holding(&whole);
    let Some(file) = authenticated(&source, &SIGNER.state) else { return };
    // A second, dumb reader: maps of serde_json are sorted by the bytes of their keys.
    let value: Value = serde_json::from_slice(manifest).expect("JSON");
    assert_eq!(serde_json::to_vec(&value).expect("JSON"), manifest, "canonical JSON");
    assert_eq!(file.authentic().manifest(), manifest);
    let Ok(read) = file.manifest() else { return };
    assert_eq!(read.render().expect("JSON"), manifest, "one spelling");
    let sum = read.payload.frames.iter().map(|frame| frame.stored_length).sum::<u64>();
    assert_eq!(sum, read.envelope.regions.frames);
    if let Ok(index) = file.index(&source) {
        let members = index.take_while(Result::is_ok).count() as u64;
        assert!(members <= read.payload.frames.iter().map(|frame| frame.members).sum());
    }
    let verified = file.verify(&source, 1, &Progress::hidden()).is_ok();
    assert!(!verified || read.envelope.chunks.sha256.len() == 1);
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let Ok(mut value) = serde_json::from_slice::<Value>(&data[..size]) else {
        return fuzzer_mutate(data, size, max_size);
    };
    if seed.is_multiple_of(4) {
        return fuzzer_mutate(data, size, max_size);
    }
    let mut leaves = Vec::new();
    gather(&mut value, &mut leaves);
    let chosen = seed as usize / 4 % leaves.len().max(1);
    if let Some(leaf) = leaves.into_iter().nth(chosen) {
        change(leaf, seed.rotate_left(16) as usize);
    }
    match serde_json::to_vec(&value) {
        Ok(bytes) if bytes.len() <= max_size => {
            data[..bytes.len()].copy_from_slice(&bytes);
            bytes.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
});

/// Everything within `value` that can be changed alone; some arrays as a whole.
fn gather<'a>(value: &'a mut Value, into: &mut Vec<&'a mut Value>) {
    let whole = match &*value {
        Value::Array(items) => items.is_empty() || into.len().is_multiple_of(3),
        Value::Object(members) => members.is_empty(),
        _ => true,
    };
    if whole {
        into.push(value);
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| gather(item, into)),
        Value::Object(members) => {
            members.values_mut().for_each(|member| gather(member, into));
        }
        _ => {}
    }
}

/// Another value, mostly of the same kind.
fn change(leaf: &mut Value, draw: usize) {
    const NUMBERS: [u64; 8] = [0, 1, 2, 511, 1 << 20, u32::MAX as u64, 1 << 53, u64::MAX];
    const WORDS: [&str; 8] = ["", "any", "go", "end", "go1.27", "openpgp", "../..", "\u{1b}[2J"];
    match leaf {
        Value::Number(number) => {
            let now = number.as_u64().unwrap_or_default();
            let near = [now.wrapping_add(1), now.wrapping_sub(1), now ^ 512, now << 1];
            *leaf = NUMBERS.into_iter().chain(near).nth(draw % 12).into();
        }
        Value::String(text) => match draw % 10 {
            8 => text.push('x'),
            9 => drop(text.pop()),
            word => *text = WORDS[word].to_owned(),
        },
        Value::Array(items) => match draw % 3 {
            0 => items.reverse(),
            1 => items.extend(items.first().cloned()),
            _ => drop(items.pop()),
        },
        Value::Object(members) => drop(members.insert(WORDS[draw % 8].to_owned(), "x".into())),
        _ => *leaf = draw.into(),
    }
}
