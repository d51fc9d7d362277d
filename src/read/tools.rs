//! Programs that read what no reader of ours does, found by the caller: the library looks at no
//! environment of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

/// Programs that readers may start as guarded children; none by default.
#[derive(Debug, Clone, Default)]
pub struct Tools {
    /// Words of a PDF with coordinates (poppler).
    pub pdftotext: Option<PathBuf>,
    /// Ruled lines of a PDF (poppler).
    pub pdftocairo: Option<PathBuf>,
    /// LibreOffice, for Word 97–2003 and its neighbours.
    pub soffice: Option<PathBuf>,
    /// Text of Word 97–2003.
    pub antiword: Option<PathBuf>,
    /// Text of Word 97–2003.
    pub catdoc: Option<PathBuf>,
    /// Takes the network away from children, where it works; Linux only.
    pub unshare: Option<PathBuf>,
    /// Where private working folders are made.
    pub scratch: PathBuf,
    /// The only variables that children are given, beside a home of their own.
    pub environment: Vec<(OsString, OsString)>,
    /// What a child may use.
    pub limits: ChildLimits,
    /// Whether `unshare` works, once it was tried.
    pub(super) isolates: OnceLock<bool>,
}

/// What a child may use before it is ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildLimits {
    /// Time by the clock on the wall.
    pub wall: Duration,
    /// Bytes of output, and of each file that it writes.
    pub output: u64,
    /// Bytes of address space; Linux only.
    pub memory: u64,
}

impl Default for ChildLimits {
    fn default() -> Self {
        Self {
            wall: Duration::from_secs(60),
            output: 64 << 20,
            memory: 4 << 30,
        }
    }
}

impl Tools {
    /// The programs that stand in `folders`, the first of each name; relative folders are left out,
    /// so that nothing beside the documents is ever started.
    #[must_use]
    pub fn found(folders: &[PathBuf], scratch: PathBuf) -> Self {
        let program = |name: &str| {
            let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
            let absolute = folders.iter().filter(|folder| folder.is_absolute());
            absolute
                .map(|folder| folder.join(&file))
                .find(|path| path.is_file())
        };
        Self {
            pdftotext: program("pdftotext"),
            pdftocairo: program("pdftocairo"),
            soffice: program("soffice"),
            antiword: program("antiword"),
            catdoc: program("catdoc"),
            unshare: program("unshare").filter(|_| cfg!(target_os = "linux")),
            scratch,
            ..Self::default()
        }
    }

    /// The name of a program for people.
    pub(super) fn name(program: &Path) -> String {
        let name = program.file_stem().unwrap_or(program.as_os_str());
        name.to_string_lossy().into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_of_relative_folders_are_never_found() {
        let folder = tempfile::tempdir().unwrap();
        let file = format!("catdoc{}", std::env::consts::EXE_SUFFIX);
        std::fs::write(folder.path().join(&file), b"").unwrap();
        let found = |path: &Path| Tools::found(&[path.to_owned()], PathBuf::new()).catdoc;
        assert_eq!(found(folder.path()), Some(folder.path().join(file)));
        assert_eq!(found(Path::new(".")), None);
    }
}
