//! What `ci/sweep` runs: one table a sweep, a row an operation; what must not be follows, and makes it fail.
#![allow(clippy::expect_used, clippy::print_stdout)]

use std::path::PathBuf;
use std::process::ExitCode;
use tests::Chance;
use tests::sweep::course::Course;
use tests::sweep::mishaps::{self, Amount};
use tests::sweep::operation::Operation;
use tests::sweep::power::Power;
use tests::sweep::report::Row;
use tests::sweep::space::{Scarce, exhaust};
use tests::sweep::{crew, fault, full, kill, lasting, signals};

/// `SWEEP [--seed N] [--points N] [OPERATION...]`.
struct Order {
    sweep: String,
    seed: u64,
    /// A sample of this size for each operation; everything without.
    points: Option<usize>,
    operations: Vec<Operation>,
    /// Installers, for the stick that is pulled.
    files: Vec<PathBuf>,
    /// Findings shown for each row.
    shown: usize,
}

/// Points an operation, with the official Go.
const FULL: usize = 200;

/// Moments an operation, with the official Go and its gate.
const MOMENTS: usize = 20;

fn main() -> ExitCode {
    let order = Order::read(std::env::args().skip(1));
    let amount = Amount { count: order.points, seed: order.seed };
    if let Some(found) = mishaps::sweep(&order.sweep, amount, &order.files) {
        println!("{}", found.figures);
        found.broken.iter().take(order.shown).for_each(|what| println!("\n{what}\n"));
        return ExitCode::from(u8::from(!found.broken.is_empty()));
    }
    println!("{}", Row::HEAD);
    let mut found = 0;
    order.rows(|row| {
        let row = Row { name: format!("{}: {}", order.sweep, row.name), ..row };
        println!("{row}");
        row.findings.iter().take(order.shown).for_each(|finding| println!("\n{}\n", finding.0));
        found += row.findings.len();
    });
    if found > 0 {
        println!("{found} runs ended as they must not (seed {})", order.seed);
    }
    ExitCode::from(u8::from(found > 0))
}

impl Order {
    fn read(mut words: impl Iterator<Item = String>) -> Order {
        let sweep =
            words.next().expect("usage: ci/sweep SWEEP [--seed N] [--points N] [OPERATION...]");
        let mut order = Order {
            sweep,
            seed: 1,
            points: None,
            operations: Vec::new(),
            files: Vec::new(),
            shown: 3,
        };
        while let Some(word) = words.next() {
            let mut number = || words.next().and_then(|n| n.parse().ok()).expect("a number");
            match word.as_str() {
                "--seed" => order.seed = number(),
                "--points" => order.points = Some(number() as usize),
                "--show" => order.shown = number() as usize,
                file if file.contains('/') => order.files.push(PathBuf::from(file)),
                name => order.operations.push(Operation::named(name).expect("an operation")),
            }
        }
        if order.operations.is_empty() {
            order.operations = match order.sweep.as_str() {
                "full" => Operation::ALL.to_vec(),
                _ => Operation::small().collect(),
            };
        }
        order
    }

    /// Gives `told` a row for each operation.
    fn rows(&self, mut told: impl FnMut(Row)) {
        match self.sweep.as_str() {
            "full" => {
                let count = self.points.unwrap_or(FULL);
                full::sweep(&self.operations, count, self.seed, told);
            }
            "gate" => {
                let count = self.points.unwrap_or(MOMENTS);
                full::with_gate(Operation::GATED, count, self.seed, told);
            }
            _ => self.operations.iter().for_each(|operation| told(self.row(*operation))),
        }
    }

    fn row(&self, operation: Operation) -> Row {
        let lay_out = || Course::new(operation);
        match self.sweep.as_str() {
            "kill" => {
                crew::sweep(lay_out, |c| self.some(points(c)), |c, point| kill::once(c, *point))
            }
            "double" => crew::sweep(
                lay_out,
                |c| self.some(points(c)),
                |c, point| kill::twice(c, *point, self.seed + *point as u64),
            ),
            "fault" => crew::sweep(
                lay_out,
                |c| self.some(fault::everywhere(c.calls().len())),
                fault::inject,
            ),
            "signals" => crew::sweep(
                lay_out,
                |c| self.some(signals::everywhere(c.calls().len())),
                signals::knock,
            ),
            "power" => crew::sweep(
                || Power::over(operation),
                |power| self.some(power.everywhere()),
                Power::cut,
            ),
            "lasting" => left_to_luck(operation),
            "pages" => exhaust(operation, Scarce::Pages, 1),
            "inodes" => exhaust(operation, Scarce::Inodes, 1),
            other => panic!("no sweep is called {other}"),
        }
    }

    fn some<P>(&self, all: Vec<P>) -> Vec<P> {
        match self.points {
            Some(count) => Chance::new(self.seed).some_of(all, count),
            None => all,
        }
    }
}

fn points(course: &Course) -> Vec<usize> {
    (1..course.calls().len() + 1).collect()
}

/// One undisturbed run, held against a disk that keeps its word and no more.
fn left_to_luck(operation: Operation) -> Row {
    let findings = lasting::left_to_luck(operation);
    Row { runs: 1, repaired: usize::from(findings.is_empty()), findings, ..Row::of(operation.name) }
}
