//! One line of the record, as it is written.

use super::chain::Head;
use crate::prefix::Installation;
use crate::process::about::Facts;
use payloads::digest::Both;
use serde_json::Value;
use std::io::IsTerminal;
use std::path::Path;
use voice::Exit;

/// The shape of a line that this program writes.
const SCHEMA: u64 = 1;

/// What a line says, its place in the chain apart.
pub(crate) struct Line<'a> {
    pub(crate) action: &'static str,
    pub(crate) phase: Phase,
    pub(crate) at: Installation<'a>,
}

/// What became of an operation.
#[derive(Clone, Copy)]
pub(crate) enum Phase {
    /// It is about to change something.
    Begun,
    /// It is over.
    Ended {
        /// The line that says it began.
        began: Option<u64>,
        /// How it ended.
        exit: Exit,
    },
    /// It did not begin.
    Refused {
        /// Why.
        exit: Exit,
    },
}

impl Line<'_> {
    /// The line that follows `before`, without an end of line.
    pub(crate) fn render(&self, before: &Head) -> String {
        let mut fields = Fields::default();
        fields.number("schema", Some(SCHEMA));
        fields.number("seq", Some(before.seq + 1));
        let given = self.at.given_time().ok().flatten();
        let time = given.unwrap_or_else(voice::time::now);
        fields.text("time", Some(&voice::time::rfc3339(time)));
        self.who(&mut fields);
        self.what(&mut fields);
        self.about(&mut fields);
        fields.text("goferry", Some(env!("CARGO_PKG_VERSION")));
        fields.text("prev_sha256", Some(&before.sha256.to_string()));
        fields.end()
    }

    /// An image says nothing of the host it was built on.
    fn who(&self, fields: &mut Fields) {
        let process = &self.at.context.process;
        let here = !self.at.layout.is_in_image();
        let host = nix::unistd::gethostname().ok().map(|name| name.to_string_lossy().into_owned());
        fields.text("host", host.as_deref().filter(|_| here));
        fields.text("user", Some(process.account.as_str()).filter(|name| here && !name.is_empty()));
        fields.number("uid", here.then_some(process.uid.into()));
        fields.number("login_uid", login_uid().filter(|_| here));
        fields.text("tty", terminal().as_deref().filter(|_| here));
        fields.number("pid", here.then_some(std::process::id().into()));
    }

    fn what(&self, fields: &mut Fields) {
        fields.text("action", Some(self.action));
        let (phase, began, exit) = match self.phase {
            Phase::Begun => ("begun", None, None),
            Phase::Ended { began, exit } => ("ended", began, Some(exit)),
            Phase::Refused { exit } => ("refused", None, Some(exit)),
        };
        fields.text("phase", Some(phase));
        fields.number("began", began);
        fields.number("exit", exit.map(|exit| exit.code().into()));
        // The name of the code's meaning in the catalogue.
        let word = exit.map(|exit| exit.meaning().name().to_ascii_lowercase());
        fields.text("result", word.as_deref());
    }

    fn about(&self, fields: &mut Fields) {
        let Facts { release, file, file_digests, manifest, signers, trust, root, .. } =
            self.at.context.about.facts();
        let file = file.map(|file| match self.at.layout.is_in_image() {
            true => Path::new(&file).file_name().unwrap_or_default().to_string_lossy().into_owned(),
            false => file,
        });
        fields.text("release", release.as_deref());
        fields.text("file", file.as_deref());
        fields.digests(["file_sha256", "file_sm3"], file_digests);
        fields.digests(["manifest_sha256", "manifest_sm3"], manifest);
        fields.raw("signers", &Value::from(signers).to_string());
        fields.text("root", root.map(|root| root.to_string()).as_deref());
        fields.raw("trust", &serde_json::to_string(&trust).unwrap_or_default());
    }
}

/// A JSON object in the making. What is not known is null, so that every line has every field.
#[derive(Default)]
struct Fields(String);

impl Fields {
    fn raw(&mut self, name: &str, value: &str) {
        self.0.push_str(if self.0.is_empty() { "{\"" } else { ",\"" });
        self.0.push_str(name);
        self.0.push_str("\":");
        self.0.push_str(value);
    }

    fn text(&mut self, name: &str, value: Option<&str>) {
        self.raw(name, &Value::from(value).to_string());
    }

    fn number(&mut self, name: &str, value: Option<u64>) {
        self.raw(name, &Value::from(value).to_string());
    }

    fn digests(&mut self, [sha256, sm3]: [&str; 2], value: Option<Both>) {
        self.text(sha256, value.map(|both| both.sha256.to_string()).as_deref());
        self.text(sm3, value.map(|both| both.sm3.to_string()).as_deref());
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// Who logged in, whatever `su` and `sudo` made of it since: the kernel's login uid. `None` where it keeps none.
fn login_uid() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/loginuid").ok()?;
    text.trim().parse().ok().filter(|uid| *uid != u64::from(u32::MAX))
}

/// The terminal the program is used from.
fn terminal() -> Option<String> {
    let is_terminal = [
        std::io::stdin().is_terminal(),
        std::io::stdout().is_terminal(),
        std::io::stderr().is_terminal(),
    ];
    let descriptor = is_terminal.iter().position(|yes| *yes)?;
    let path = std::fs::read_link(format!("/proc/self/fd/{descriptor}")).ok()?;
    Some(path.to_string_lossy().into_owned())
}
