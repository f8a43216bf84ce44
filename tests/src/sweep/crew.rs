//! One operation swept by as many workers as there are CPUs, each with a ground and a CPU of its own: a
//! program that may use one CPU unpacks with one thread, and its calls come in the same order each time.

use super::course::{Course, Finding};
use super::judge::Stand;
use super::operation::Operation;
use super::report::Row;
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;
use std::borrow::Borrow;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Instant;

/// Tries each of the points that `choose` names on the course that `lay_out` makes.
///
/// # Panics
/// Where the undisturbed run is no success.
pub fn sweep<C: Borrow<Course>, P>(
    lay_out: impl Fn() -> C + Sync,
    choose: impl Fn(&C) -> Vec<P> + Sync,
    attempt: impl Fn(&C, &P) -> Result<Stand, Finding> + Sync,
) -> Row {
    let begun = Instant::now();
    let cpus = allowed();
    let work = &|worker: usize| {
        stay_on(cpus[worker]);
        let course = lay_out();
        let mut row = Row::of(course.borrow().operation().name);
        row.points = course.borrow().calls().len();
        let points = choose(&course);
        let own = points.iter().skip(worker).step_by(cpus.len());
        own.for_each(|point| row.count(attempt(&course, point)));
        row
    };
    let row = std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..cpus.len()).map(|worker| scope.spawn(move || work(worker))).collect();
        let rows =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|e| resume_unwind(e)));
        rows.reduce(Row::with).expect("there is a CPU")
    });
    Row { seconds: begun.elapsed().as_secs_f64(), ..row }
}

/// Each of `operations` as a whole by whoever is free next, on the ground that `lay_out` makes once for each
/// worker; a row that is done goes to `told`.
pub fn share<G>(
    operations: &[Operation],
    lay_out: impl Fn() -> G + Sync,
    attempt: impl Fn(&G, Operation) -> Row + Sync,
    mut told: impl FnMut(Row),
) {
    let cpus = allowed();
    let next = &AtomicUsize::new(0);
    let (done, rows) = channel();
    let work = &|cpu: usize, done: Sender<Row>| {
        stay_on(cpu);
        let ground = lay_out();
        while let Some(operation) = operations.get(next.fetch_add(1, Ordering::Relaxed)) {
            let begun = Instant::now();
            let row = attempt(&ground, *operation);
            let row = Row { seconds: begun.elapsed().as_secs_f64(), ..row };
            done.send(row).expect("somebody listens to the end");
        }
    };
    std::thread::scope(|scope| {
        for cpu in cpus {
            let done = done.clone();
            scope.spawn(move || work(cpu, done));
        }
        drop(done);
        rows.iter().for_each(&mut told);
    });
}

/// This thread, and the programs it starts, on one CPU from now on.
pub fn stay_on_one_cpu() {
    stay_on(allowed()[0]);
}

fn allowed() -> Vec<usize> {
    let set = sched_getaffinity(Pid::from_raw(0)).expect("a thread runs somewhere");
    (0..CpuSet::count()).filter(|cpu| set.is_set(*cpu).unwrap_or(false)).collect()
}

fn stay_on(cpu: usize) {
    let mut one = CpuSet::new();
    one.set(cpu).expect("within the set");
    sched_setaffinity(Pid::from_raw(0), &one).expect("a thread may stay on one CPU");
}
