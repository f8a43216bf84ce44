//! What a sweep found: a row of a table, and what must not be.

use super::course::Finding;
use super::judge::Stand;

/// One operation's figures.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The operation.
    pub name: String,
    /// Calls that change files in an undisturbed run.
    pub points: usize,
    /// Disturbed runs.
    pub runs: usize,
    /// Of them, how many left the old state.
    pub old: usize,
    /// How many stopped on the way, each part old or new, and Go working.
    pub between: usize,
    /// How many left the new state.
    pub new: usize,
    /// How many the next run brought to the new state, nothing left over.
    pub repaired: usize,
    /// Time taken.
    pub seconds: f64,
    /// What must not be.
    pub findings: Vec<Finding>,
}

impl Row {
    /// Of `operation`.
    pub fn of(name: &str) -> Row {
        Row { name: name.to_owned(), ..Row::default() }
    }

    /// Counts one disturbed run that was repaired.
    pub fn count(&mut self, result: Result<Stand, Finding>) {
        self.runs += 1;
        match result {
            Ok(stand) => {
                self.repaired += 1;
                match stand {
                    Stand::Old => self.old += 1,
                    Stand::Between => self.between += 1,
                    Stand::New => self.new += 1,
                }
            }
            Err(finding) => self.findings.push(finding),
        }
    }

    /// With what another worker counted for the same operation.
    pub fn with(mut self, other: Row) -> Row {
        self.points = self.points.max(other.points);
        self.runs += other.runs;
        self.old += other.old;
        self.between += other.between;
        self.new += other.new;
        self.repaired += other.repaired;
        self.seconds = self.seconds.max(other.seconds);
        self.findings.extend(other.findings);
        self
    }

    /// The head of the table.
    pub const HEAD: &'static str = "| operation | points | runs | old | on the way | new | repaired | seconds |\n\
        |---|---:|---:|---:|---:|---:|---:|---:|";
}

impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "| {} | {} | {} | {} | {} | {} | {} | {:.1} |",
            self.name,
            self.points,
            self.runs,
            self.old,
            self.between,
            self.new,
            self.repaired,
            self.seconds
        )
    }
}
