//! Whether the Go in a file is what Google's log of published Go says it is.

use super::{Contents, MEMBER, Statement};
use crate::platform::Cpu;
use crate::recipe::{TOOLCHAIN, module_version};
use crate::words::go as words;
use keys::note::{Evidence, Flaw, Proven, SUM_GOLANG_ORG, Verifier};
use voice::{Exit, Fact, Said};

/// The Go in a file is the one on record: made only by [`prove`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// `golang.org/toolchain@VERSION`.
    pub module: String,
    /// Its digest, on record and recomputed.
    pub h1: String,
    /// The database's name.
    pub database: String,
    /// The record's number, from 0.
    pub number: u64,
    /// Records in the signed tree.
    pub size: u64,
    /// Files beside the module, in directories that only archives hold: nothing of theirs is on record.
    pub beside: u64,
}

/// Compares the recomputed `contents` of a file's Go, which its manifest calls `version` for `cpu`, with
/// the record in its statement. The database's key is the one that Go itself has.
///
/// # Errors
/// [`Exit::Damaged`]: statement, evidence and files contradict each other; [`Exit::BadSignature`]: the
/// evidence proves nothing; [`Exit::Untrusted`]: somebody else signed it; [`Exit::Policy`]: there is none
/// for this Go.
pub fn prove(
    statement: &Statement,
    contents: &Contents,
    version: &str,
    cpu: Cpu,
) -> Result<Proved, Fact> {
    let verifier = Verifier::parse(SUM_GOLANG_ORG).map_err(|flaw| unproven(flaw, "Go"))?;
    prove_by(&verifier, statement, contents, (version, cpu))
}

fn prove_by(
    verifier: &Verifier,
    statement: &Statement,
    contents: &Contents,
    (version, cpu): (&str, Cpu),
) -> Result<Proved, Fact> {
    agrees(statement, contents, version, cpu)?;
    let evidence = statement.checksum_database.as_ref().ok_or_else(|| no_record(statement))?;
    let proven = evidence.verify(verifier).map_err(|flaw| unproven(flaw, verifier.name()))?;
    let wanted = module_version(version, cpu);
    let h1 = proven.h1(TOOLCHAIN, &wanted).ok_or_else(|| other_record(evidence, &wanted))?;
    same(contents, h1, verifier.name())?;
    Ok(proved(&proven, evidence, verifier, contents, &wanted, h1))
}

/// The statement is about this very Go.
fn agrees(statement: &Statement, contents: &Contents, version: &str, cpu: Cpu) -> Result<(), Fact> {
    if statement.go != version || statement.cpu() != Some(cpu) {
        return Err(damaged(words::other_go(
            &MEMBER,
            &statement.go,
            &statement.cpu,
            &version,
            &cpu,
        )));
    }
    let stated = &statement.h1;
    if *stated != contents.whole && *stated != contents.published {
        let found = &contents.whole;
        return Err(damaged(words::stated_differs(&MEMBER, &stated, &found)));
    }
    Ok(())
}

/// Every file is on record, but for those in directories that no module holds.
fn same(contents: &Contents, h1: &str, name: &str) -> Result<(), Fact> {
    if contents.whole != h1 && contents.published != h1 {
        let found = &contents.whole;
        let said = words::other_contents(&found, &name, &h1);
        return Err(damaged(said).help(words::other_contents_help()));
    }
    match &contents.foreign {
        Some(path) => Err(damaged(words::foreign(&path))),
        None => Ok(()),
    }
}

fn proved(
    proven: &Proven<'_>,
    evidence: &Evidence,
    verifier: &Verifier,
    contents: &Contents,
    version: &str,
    h1: &str,
) -> Proved {
    Proved {
        module: format!("{TOOLCHAIN}@{version}"),
        h1: h1.to_owned(),
        database: verifier.name().to_owned(),
        number: evidence.number,
        size: proven.head().size,
        beside: if contents.whole == h1 { 0 } else { contents.beside },
    }
}

fn no_record(statement: &Statement) -> Fact {
    let said = words::no_record(&&statement.way.said());
    Fact::new(Exit::Policy, said).help(words::no_record_help())
}

fn other_record(evidence: &Evidence, wanted: &str) -> Fact {
    let mut words = evidence.record.split_whitespace();
    let found = format!("{} {}", words.next().unwrap_or("-"), words.next().unwrap_or("-"));
    let wanted = format!("{TOOLCHAIN} {wanted}");
    Fact::new(Exit::Policy, words::other_record(&found, &wanted))
}

fn unproven(flaw: Flaw, name: &str) -> Fact {
    match flaw {
        Flaw::Key | Flaw::Note => damaged(words::head_malformed(&MEMBER)),
        Flaw::UnknownSigner => Fact::new(Exit::Untrusted, words::database_signer(&name)),
        Flaw::BadSignature => Fact::new(Exit::BadSignature, words::database_signature(&name)),
        Flaw::Proof => Fact::new(Exit::BadSignature, words::database_proof(&name)),
    }
}

fn damaged(said: Said) -> Fact {
    Fact::new(Exit::Damaged, said)
}

#[cfg(test)]
mod tests {
    use super::super::tests::statement;
    use super::*;

    fn contents() -> Contents {
        let h1 = statement().h1;
        Contents { whole: h1.clone(), published: h1, beside: 0, foreign: None }
    }

    fn refused(statement: &Statement, contents: &Contents) -> (Exit, &'static str) {
        let fact = prove(statement, contents, "1.27.3", Cpu::X86_64).unwrap_err();
        (fact.exit, fact.said.name())
    }

    fn with_evidence(change: impl FnOnce(&mut Evidence)) -> Statement {
        let mut statement = statement();
        change(statement.checksum_database.as_mut().unwrap());
        statement
    }

    #[test]
    fn the_recorded_evidence_proves_the_files_it_is_about() {
        let proved = prove(&statement(), &contents(), "1.27.3", Cpu::X86_64).unwrap();
        assert_eq!(proved.module, "golang.org/toolchain@v0.0.1-go1.27.3.linux-amd64");
        assert_eq!((proved.number, proved.size, proved.beside), (69_478_030, 70_835_252, 0));
        assert_eq!(proved.database, "sum.golang.org");
    }

    #[test]
    fn what_only_archives_hold_is_counted_and_not_vouched_for() {
        let archive = Contents { whole: "h1:other".to_owned(), beside: 7, ..contents() };
        let proved = prove(&statement(), &archive, "1.27.3", Cpu::X86_64).unwrap();
        assert_eq!(proved.beside, 7);
    }

    #[test]
    fn each_changed_part_of_the_evidence_is_refused() {
        let record = with_evidence(|e| e.record = e.record.replacen("h1:r0ub", "h1:r0uc", 1));
        assert_eq!(refused(&record, &contents()), (Exit::BadSignature, "database_proof"));
        let proof = with_evidence(|e| e.proof.swap(0, 1));
        assert_eq!(refused(&proof, &contents()), (Exit::BadSignature, "database_proof"));
        let number = with_evidence(|e| e.number ^= 1);
        assert_eq!(refused(&number, &contents()), (Exit::BadSignature, "database_proof"));
        let size = with_evidence(|e| e.note = e.note.replacen("70835252", "70835253", 1));
        assert_eq!(refused(&size, &contents()), (Exit::BadSignature, "database_signature"));
        let signer = with_evidence(|e| e.note = e.note.replacen("Az3grn", "Az3gsn", 1));
        assert_eq!(refused(&signer, &contents()), (Exit::Untrusted, "database_signer"));
        let signer =
            with_evidence(|e| e.note = e.note.replace(" sum.golang.org ", " sum.example "));
        assert_eq!(refused(&signer, &contents()), (Exit::Untrusted, "database_signer"));
        let note = with_evidence(|e| e.note.clear());
        assert_eq!(refused(&note, &contents()), (Exit::Damaged, "head_malformed"));
    }

    #[test]
    fn files_that_are_not_the_published_ones_are_refused() {
        let other = Contents { whole: "h1:x".into(), published: "h1:x".into(), ..contents() };
        assert_eq!(refused(&statement(), &other), (Exit::Damaged, "stated_differs"));
        let consistent = Statement { h1: "h1:x".to_owned(), ..statement() };
        assert_eq!(refused(&consistent, &other), (Exit::Damaged, "other_contents"));
        let foreign = Contents { foreign: Some("bin/gofmt".to_owned()), ..contents() };
        assert_eq!(refused(&statement(), &foreign), (Exit::Damaged, "foreign"));
    }

    #[test]
    fn evidence_about_another_go_proves_nothing_about_this_one() {
        let other = Statement { go: "1.27.2".to_owned(), ..statement() };
        assert_eq!(refused(&other, &contents()), (Exit::Damaged, "other_go"));
        let fact = prove(&other, &contents(), "1.27.2", Cpu::X86_64).unwrap_err();
        assert_eq!((fact.exit, fact.said.name()), (Exit::Policy, "other_record"));
        let fact = prove(&statement(), &contents(), "1.27.3", Cpu::Arm64).unwrap_err();
        assert_eq!((fact.exit, fact.said.name()), (Exit::Damaged, "other_go"));
    }

    #[test]
    fn without_a_record_the_way_it_came_is_said() {
        let none =
            Statement { checksum_database: None, way: super::super::Way::Vendor, ..statement() };
        assert_eq!(refused(&none, &contents()), (Exit::Policy, "no_record"));
        let fact = prove(&none, &contents(), "1.27.3", Cpu::X86_64).unwrap_err();
        assert!(fact.said.render(voice::Lang::En).contains("vendor"));
    }
}
