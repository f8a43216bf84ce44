//! The one voice of both programs: language, terminal, log, JSON, progress.

use crate::Exit;
use crate::question::Terminal;
use crate::stream;
use crate::words::terms;
use crate::{Context as _, Fact, Lang, Said, best_effort, exit_of, os_error, render_error};
use nix::errno::Errno;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

/// How a program speaks. Results go to standard output, everything about them to standard error.
#[derive(Debug)]
pub struct Voice {
    lang: Lang,
    json: bool,
    quiet: bool,
    log: Option<Mutex<File>>,
    /// Something is being changed, or was.
    working: AtomicBool,
    /// The reader was told that standard output fails.
    unread: AtomicBool,
}

impl Voice {
    /// A voice in `lang`; `json` turns human lines off and leaves one JSON document on standard
    /// output; `quiet` leaves warnings and errors.
    pub fn new(lang: Lang, json: bool, quiet: bool) -> Self {
        let (working, unread) = (AtomicBool::new(false), AtomicBool::new(false));
        Voice { lang, json, quiet, log: None, working, unread }
    }

    /// Keeps a plain, dated copy of everything said in the file at `path` (appended to).
    ///
    /// # Errors
    /// [`Exit::Usage`] where the file cannot be opened.
    pub fn with_log(mut self, path: &Path) -> anyhow::Result<Self> {
        let file = File::options()
            .append(true)
            .create(true)
            .open(path)
            .exit_with(Exit::Usage, || terms::opening_log(&path.display()))?;
        self.log = Some(Mutex::new(file));
        Ok(self)
    }

    /// The reader's language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether the caller asked for JSON.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// From here on something is changed. A line that cannot be written is an error before that; afterwards it is
    /// a warning, given once: the exit code is that of the work.
    pub fn work_begins(&self) {
        self.working.store(true, Relaxed);
    }

    /// A line of the result, on standard output; nothing with `--quiet` or `--json`.
    ///
    /// # Errors
    /// The system's answer where it cannot be written: a result that did not reach its reader is not a success. None
    /// after [`work_begins`](Self::work_begins).
    pub fn line(&self, said: &Said) -> anyhow::Result<()> {
        self.raw_line(&said.render(self.lang))
    }

    /// As [`line`](Self::line), for text that has no language: paths, tables, scripts.
    pub fn raw_line(&self, text: &str) -> anyhow::Result<()> {
        self.keep(text);
        if self.json || self.quiet {
            return Ok(());
        }
        self.output(text)
    }

    /// What the user asked to be printed (a list, a script): on standard output even with `--quiet`.
    pub fn output(&self, text: &str) -> anyhow::Result<()> {
        match stream::write_line(io::stdout().as_fd(), text) {
            Err(errno) if self.working.load(Relaxed) => self.output_is_lost(errno),
            printed => printed.context(terms::writing_output)?,
        }
        Ok(())
    }

    /// The one JSON document of a `--json` run; nothing without `--json`.
    pub fn json(&self, value: &serde_json::Value) -> anyhow::Result<()> {
        if !self.json {
            return Ok(());
        }
        self.output(&format!("{value:#}"))
    }

    /// A note about what is going on, on standard error; nothing with `--quiet` or `--json`.
    pub fn note(&self, said: &Said) {
        let text = said.render(self.lang);
        self.keep(&text);
        if !self.json && !self.quiet {
            self.tell(&text);
        }
    }

    /// A warning, on standard error, always.
    pub fn warn(&self, said: &Said) {
        let text = format!("{} {}", terms::warning().render(self.lang), said.render(self.lang));
        self.keep(&text);
        self.tell(&text);
    }

    /// The exit code of a run, after its error, if it had one, was shown.
    pub fn end(&self, result: anyhow::Result<Exit>) -> Exit {
        match result {
            Ok(exit) => exit,
            Err(error) => self.error(&error),
        }
    }

    /// Shows the error and gives the exit code it means.
    pub fn error(&self, error: &anyhow::Error) -> Exit {
        self.keep(&render_error(error, self.lang));
        self.tell(&self.error_text(error));
        exit_of(error)
    }

    /// The error as this voice shows it. With `--json` it is a JSON object.
    pub fn error_text(&self, error: &anyhow::Error) -> String {
        let text = render_error(error, self.lang);
        if !self.json {
            return text;
        }
        let code = exit_of(error).code();
        serde_json::json!({ "error": text, "exit": code, "id": first_fact(error) }).to_string()
    }

    /// Says `facts`, and asks whether to go on: at a terminal, where both go. Where the answer is there already, `yes`,
    /// they are lines of the result.
    ///
    /// # Errors
    /// `nobody` where there is no terminal, or JSON was asked for; reading the answer failed.
    pub fn confirmed(
        &self,
        facts: &[String],
        question: &Said,
        yes: bool,
        nobody: impl FnOnce() -> Fact,
    ) -> anyhow::Result<bool> {
        if yes {
            facts.iter().try_for_each(|fact| self.raw_line(fact))?;
            return Ok(true);
        }
        let terminal = if self.json { None } else { Terminal::open() };
        let Some(mut terminal) = terminal else {
            facts.iter().try_for_each(|fact| self.raw_line(fact))?;
            return Err(nobody().into());
        };
        for fact in facts {
            self.keep(fact);
            terminal.line(fact)?;
        }
        Ok(terminal.ask(&terms::question(&question).render(self.lang))?)
    }

    /// Says what begins, and counts its bytes up to `total`: a bar on a terminal, nothing elsewhere.
    pub fn progress(&self, said: &Said, total: u64) -> Progress {
        self.note(said);
        Progress::new(total, !self.json && !self.quiet && io::stderr().is_terminal())
    }

    fn output_is_lost(&self, errno: Errno) {
        if !self.unread.swap(true, Relaxed) {
            self.warn(&terms::output_lost(&os_error(errno as i32, self.lang)));
        }
    }

    fn tell(&self, text: &str) {
        let told = stream::write_line(io::stderr().as_fd(), text);
        best_effort("where standard error is closed or full nobody is left to tell", told);
    }

    fn keep(&self, text: &str) {
        let Some(log) = &self.log else { return };
        let Ok(mut file) = log.lock() else { return };
        let stamp = crate::time::rfc3339(crate::time::now());
        for line in text.lines() {
            let kept = writeln!(file, "{stamp} {line}");
            best_effort("a full log disk must not stop an installation", kept);
        }
    }
}

fn first_fact(error: &anyhow::Error) -> Option<String> {
    error.chain().find_map(|c| c.downcast_ref::<Fact>()).map(|fact| fact.said.id())
}

/// A running count of bytes. Cheap to clone and to share between threads.
#[derive(Clone, Debug)]
pub struct Progress(indicatif::ProgressBar);

impl Progress {
    fn new(total: u64, drawn: bool) -> Self {
        if !drawn {
            return Progress(indicatif::ProgressBar::hidden());
        }
        let bar = indicatif::ProgressBar::new(total);
        if let Ok(style) = indicatif::ProgressStyle::with_template(
            "  [{wide_bar}] {bytes}/{total_bytes} {bytes_per_sec}",
        ) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress(bar)
    }

    /// No progress at all, for callers without a reader.
    pub fn hidden() -> Self {
        Progress(indicatif::ProgressBar::hidden())
    }

    /// `bytes` more are done.
    pub fn add(&self, bytes: u64) {
        self.0.inc(bytes);
    }

    /// Done; the bar disappears.
    pub fn done(&self) {
        self.0.finish_and_clear();
    }
}
