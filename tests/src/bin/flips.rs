//! What `ci/flips` runs: one flipped bit in each page of an installer, each of which has to be refused.
#![allow(clippy::expect_used, clippy::print_stdout)]

use keys::Clock;
use std::path::Path;
use tests::Anatomy;
use tests::flips::{Receiver, every_page, refuse_each};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), seed) = (arguments.next(), arguments.next()) else {
        panic!("usage: ci/flips FILE [SEED]");
    };
    let seed = seed.map_or(1, |text| text.parse().expect("SEED is a number"));
    #[expect(clippy::disallowed_methods, reason = "whoever signed the file did so before")]
    let clock = Clock { now: voice::time::now(), built: 0, latest_known: 0 };
    let receivers = Receiver::of_both_grounds(Path::new(&file), clock);
    let whole = std::fs::read(&file).expect("a file that can be read");
    let at = Anatomy::of(&whole);
    let flips = every_page(&at, 0..whole.len(), seed);
    let tally = refuse_each(&whole, &flips, &receivers);
    println!(
        "{file}: {} pages, a flipped bit in each (seed {seed}), each refused on {} grounds",
        flips.len(),
        receivers.len()
    );
    for ((region, exit), count) in tally {
        println!("{count:8} in {region:?}, exit code {}", exit.code());
    }
}
