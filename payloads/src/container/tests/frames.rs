//! Frames that are not what INDEX and manifest say, and the plan of what is laid down.

use super::maker::frame;
use super::*;
use crate::container::tar_header::{self, BLOCK};
use crate::platform::Cpu;
use crate::unpack::{Plan, Selection};
use voice::Progress;

fn refused(maker: &Maker) -> &'static str {
    let scratch = Scratch::new();
    id(&received(&maker.build(), scratch.path()).expect_err("a bad frame"))
}

fn with_tar(change: impl FnOnce(&mut Vec<u8>)) -> &'static str {
    let mut maker = Maker::new();
    change(&mut maker.tar);
    refused(&maker.packed())
}

#[test]
fn a_member_is_as_index_has_it() {
    assert_eq!(with_tar(|tar| tar[0] ^= 1), "member_header");
    assert_eq!(with_tar(|tar| tar[3 * BLOCK] ^= 1), "member_digest");
    assert_eq!(with_tar(|tar| tar[4 * BLOCK - 1] = 1), "member_padding");
    assert_eq!(with_tar(|tar| tar.truncate(3 * BLOCK)), "member_cut");
    assert_eq!(with_tar(|tar| tar.truncate(BLOCK)), "member_cut");
    assert_eq!(with_tar(|tar| tar.extend([0; BLOCK])), "after_members");
    let mut maker = Maker::new();
    maker.stored[1] = frame(&[1; 1024], |_| {});
    assert_eq!(refused(&maker), "end_blocks");
}

#[test]
fn a_frame_is_as_the_manifest_has_it() {
    let told = |change: fn(&mut Maker)| {
        let mut maker = Maker::new();
        change(&mut maker);
        refused(&maker)
    };
    assert_eq!(told(|maker| maker.stored[0] = frame(&maker.tar[BLOCK..], |_| {})), "frame_header");
    assert_eq!(told(|maker| maker.stored[0].extend(frame(b"", |_| {}))), "frame_rest");
    assert_eq!(told(|maker| maker.stored[0].push(0)), "frame_rest");
    assert_eq!(told(|maker| *maker.stored[0].last_mut().unwrap() ^= 1), "frame_decode");
    let cut = told(|maker| maker.stored[0] = maker.stored[0][..maker.stored[0].len() - 1].to_vec());
    assert_eq!(cut, "frame_decode");
    let mut wide = Maker::holding(&vec![7; 3 << 20]);
    wide.stored[0] = frame(&wide.tar, |encoder| encoder.window_log(21).unwrap());
    assert_eq!(refused(&wide), "frame_header");
    wide.entry.window_log = 21;
    received(&wide.build(), Scratch::new().path()).unwrap();
}

#[test]
fn a_plan_takes_what_is_wanted_and_the_directories_to_it() {
    let (whole, scratch) = (Maker::new().build(), Scratch::new());
    let source = scratch.source(&whole);
    let file = opened(&source).unwrap();
    let verified = file.verify(&source, 1, &Progress::hidden()).unwrap();
    let plan = |cpu, globs: &[&str]| {
        let globs = globs.iter().map(|glob| (*glob).to_owned()).collect();
        Plan::new(&verified, Selection { cpu, globs }).unwrap()
    };
    let paths = |plan: &Plan| plan.wanted().map(|member| member.path.clone()).collect::<Vec<_>>();
    let all = plan(Cpu::X86_64, &[]);
    assert_eq!(paths(&all), ["goroot", "goroot/go", "goroot/main.go"]);
    assert_eq!((all.total(), all.wanted_bytes(), all.wanted_on_disk(4096)), (13, 13, 8192));
    assert_eq!(all.members(0).len(), 3);
    assert_eq!((all.members(1), all.members(9)), (&[][..], &[][..]));
    let link = plan(Cpu::X86_64, &["goroot/g?"]);
    assert_eq!(paths(&link), ["goroot", "goroot/go"]);
    assert_eq!((link.total(), link.wanted_bytes(), link.wanted_on_disk(512)), (13, 0, 512));
    assert_eq!(link.directories().count(), 1);
    let none = plan(Cpu::X86_64, &["absent"]);
    assert_eq!((paths(&none).len(), none.directories().count()), (0, 0));
    assert_eq!(paths(&plan(Cpu::Arm64, &[])), [""; 0]);

    let only = |wanted: &str| plan(Cpu::X86_64, &[]).only(|member| member.path == wanted);
    let program = only("goroot/main.go");
    assert_eq!(paths(&program), ["goroot", "goroot/main.go"]);
    assert_eq!((program.total(), program.wanted_bytes()), (13, 13));
    let link = only("goroot/go");
    assert_eq!(paths(&link), ["goroot", "goroot/go"]);
    assert_eq!((link.total(), link.wanted_bytes()), (13, 0));
    // A directory costs nothing: its frame is left alone.
    let directory = only("goroot");
    assert_eq!((paths(&directory), directory.total()), (vec!["goroot".to_owned()], 0));
    assert_eq!(plan(Cpu::X86_64, &["absent"]).only(|_| true).total(), 0);
}

#[test]
fn the_beginning_of_a_file_is_read_from_its_frame() {
    let (whole, scratch) = (Maker::new().build(), Scratch::new());
    let source = scratch.source(&whole);
    let file = opened(&source).unwrap();
    let verified = file.verify(&source, 1, &Progress::hidden()).unwrap();
    let plan = Plan::new(&verified, Selection::all(Cpu::X86_64)).unwrap();
    let head = |path, limit| crate::unpack::head(&verified, &plan, path, limit).unwrap();
    assert_eq!(head("goroot/main.go", 4).unwrap(), b"pack");
    assert_eq!(head("goroot/main.go", 0).unwrap(), b"");
    assert_eq!(head("goroot/main.go", 99).unwrap(), b"package main\n");
    assert_eq!((head("goroot/go", 4), head("goroot", 4), head("absent", 4)), (None, None, None));
}

#[test]
fn padding_fills_the_last_block() {
    for (size, padding) in [(0, 0), (1, 511), (511, 1), (512, 0), (513, 511)] {
        assert_eq!(tar_header::padding(size), padding, "{size}");
    }
    assert_eq!(tar_header::end_blocks(), [0; 1024]);
    let header = &Maker::new().tar[2 * BLOCK..3 * BLOCK];
    let said = tar_header::describe(header).render(voice::Lang::En);
    assert!(
        said.contains("goroot/main.go") && said.contains("13") && said.contains("0755"),
        "{said}"
    );
    let cut = tar_header::describe(&header[1..]).render(voice::Lang::En);
    assert!(cut.contains("511"), "{cut}");
}
