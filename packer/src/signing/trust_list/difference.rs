//! What a new trust list says that the old one did not, in words for the people who sign it.

use keys::{Certificate, Fingerprint, TrustList};

use crate::words::signing as words;
use std::collections::BTreeMap;
use voice::Said;

/// Each difference as a sentence; none where only version and time differ.
pub fn differences(old: &TrustList, new: &TrustList) -> Vec<Said> {
    let mut said = Vec::new();
    root(old, new, &mut said);
    required(old, new, &mut said);
    release(old, new, &mut said);
    authority(old, new, &mut said);
    retired(old, new, &mut said);
    compromised(old, new, &mut said);
    let (old, new) = (old.body(), new.body());
    lines(&old.floors, &new.floors, &mut said, |line, from, to| words::floor(&line, &to, &from));
    lines(&old.epochs, &new.epochs, &mut said, |line, from, to| words::epoch(&line, &to, &from));
    said
}

fn root(old: &TrustList, new: &TrustList, said: &mut Vec<Said>) {
    let (from, to) = (old.body().root, new.body().root);
    if from != to {
        said.push(words::root(&to, &from));
    }
}

fn required(old: &TrustList, new: &TrustList, said: &mut Vec<Said>) {
    let (old, new) = (&old.body().required, &new.body().required);
    for kind in new.iter().filter(|kind| !old.contains(kind)) {
        said.push(words::required_now(&kind));
    }
    for kind in old.iter().filter(|kind| !new.contains(kind)) {
        said.push(words::required_no_more(&kind));
    }
}

fn release(old: &TrustList, new: &TrustList, said: &mut Vec<Said>) {
    let by_name = |list: &TrustList| -> BTreeMap<Fingerprint, Certificate> {
        list.release().iter().map(|one| (one.fingerprint(), one.clone())).collect()
    };
    let (old, new) = (by_name(old), by_name(new));
    for (fingerprint, one) in &new {
        let name = one.user_id();
        match old.get(fingerprint) {
            None => said.push(words::added(&fingerprint, &name)),
            Some(before) if before != one => {
                said.push(words::replaced(&fingerprint, &name));
            }
            Some(_) => {}
        }
    }
    for (fingerprint, one) in old.iter().filter(|(fingerprint, _)| !new.contains_key(fingerprint)) {
        let name = one.user_id();
        said.push(words::removed(&fingerprint, &name));
    }
}

fn authority(old: &TrustList, new: &TrustList, said: &mut Vec<Said>) {
    match (old.sm2_ca(), new.sm2_ca()) {
        (old, Some(new)) if old != Some(new) => {
            let (fingerprint, name) = (new.fingerprint(), new.subject_name());
            said.push(words::sm2_root(&fingerprint, &name));
        }
        (Some(old), None) => {
            let (fingerprint, name) = (old.fingerprint(), old.subject_name());
            said.push(words::sm2_root_gone(&fingerprint, &name));
        }
        _ => {}
    }
}

fn retired(old: &TrustList, new: &TrustList, said: &mut Vec<Said>) {
    let (old, new) = (&old.body().retired, &new.body().retired);
    for (fingerprint, lines) in new.iter().filter(|(one, lines)| old.get(one) != Some(lines)) {
        let limits: Vec<String> =
            lines.iter().map(|(line, counter)| format!("{line} <= {counter}")).collect();
        said.push(match limits.is_empty() {
            true => words::retired_at_once(&fingerprint),
            false => {
                let limits = limits.join(", ");
                words::retired(&fingerprint, &limits)
            }
        });
    }
    for fingerprint in old.keys().filter(|one| !new.contains_key(one)) {
        said.push(words::retired_no_more(&fingerprint));
    }
}

fn compromised(old: &TrustList, new: &TrustList, said: &mut Vec<Said>) {
    let (old, new) = (&old.body().compromised, &new.body().compromised);
    for (fingerprint, kept) in new.iter().filter(|(one, kept)| old.get(one) != Some(kept)) {
        let digests: Vec<String> = kept.iter().map(ToString::to_string).collect();
        said.push(match digests.is_empty() {
            true => words::compromised(&fingerprint),
            false => {
                let digests = digests.join(" ");
                words::compromised_except(&fingerprint, &digests)
            }
        });
    }
    for fingerprint in old.keys().filter(|one| !new.contains_key(one)) {
        said.push(words::compromised_no_more(&fingerprint));
    }
}

fn lines(
    old: &BTreeMap<String, u32>,
    new: &BTreeMap<String, u32>,
    said: &mut Vec<Said>,
    say: impl Fn(&str, u32, u32) -> Said,
) {
    let value = |map: &BTreeMap<String, u32>, line: &str| map.get(line).copied().unwrap_or(0);
    let all: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for line in all {
        let (from, to) = (value(old, line), value(new, line));
        if from != to {
            said.push(say(line, from, to));
        }
    }
}
