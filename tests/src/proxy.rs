//! A module proxy in files (the Go modules reference, "GOPROXY protocol"), with modules that nobody else knows.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A directory that `GOPROXY` can name.
#[derive(Debug)]
pub struct Proxy(PathBuf);

impl Proxy {
    /// At `place`, with nothing in it.
    ///
    /// # Panics
    /// Where it cannot be made.
    pub fn at(place: &Path) -> Proxy {
        fs::create_dir_all(place).expect("a place for a proxy");
        Proxy(place.to_owned())
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("file://{}", self.0.display())
    }

    /// Where it has the versions of a module.
    pub fn versions(&self, path: &str) -> PathBuf {
        self.0.join(path).join("@v")
    }

    /// Has this version of a module, whose one package imports all that it requires (`PATH VERSION`).
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn serve(&self, path: &str, version: &str, requires: &[&str]) {
        let imports = requires.iter().filter_map(|name| name.split(' ').next());
        let imports: String = imports.map(|path| format!("import _ {path:?}\n")).collect();
        self.serve_file(path, version, requires, &format!("package x\n\n{imports}"));
    }

    /// Has this version of a module that is a program, which says `text`.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn serve_program(&self, path: &str, version: &str, text: &str) {
        let main = format!("package main\n\nfunc main() {{ println({text:?}) }}\n");
        self.serve_file(path, version, &[], &main);
    }

    fn serve_file(&self, path: &str, version: &str, requires: &[&str], sources: &str) {
        let versions = self.versions(path);
        fs::create_dir_all(&versions).expect("a directory");
        let write = |ending: &str, bytes: &[u8]| {
            fs::write(versions.join(format!("{version}.{ending}")), bytes).expect("room");
        };
        let go_mod = go_mod(path, requires);
        let below = |name: &str| format!("{path}@{version}/{name}");
        let files = [(below("go.mod"), go_mod.as_str()), (below("x.go"), sources)];
        write("info", format!("{{\"Version\":\"{version}\"}}").as_bytes());
        write("mod", go_mod.as_bytes());
        write("zip", &module_zip(&files));
        fs::write(versions.join("list"), format!("{version}\n")).expect("room");
    }
}

/// The go.mod of a module that requires these (`PATH VERSION`).
pub fn go_mod(path: &str, requires: &[&str]) -> String {
    let requires: String = requires.iter().map(|name| format!("require {name}\n")).collect();
    format!("module {path}\n\ngo 1.26\n\n{requires}")
}

/// A module's zip, as the packer makes it.
///
/// # Panics
/// Never: it is made in memory.
pub fn module_zip(files: &[(String, &str)]) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default());
    let mut out = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        out.start_file(name, options).expect("memory");
        out.write_all(text.as_bytes()).expect("memory");
    }
    out.finish().expect("memory").into_inner()
}
