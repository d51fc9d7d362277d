//! Programs for formats that only those read, where this machine has them.

use std::env::{split_paths, temp_dir, var_os};
use std::path::PathBuf;

use crate::read::Tools;

/// Folders that installers use without telling `PATH`.
const ELSEWHERE: [&str; 6] = [
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/Applications/LibreOffice.app/Contents/MacOS",
    r"C:\Program Files\LibreOffice\program",
    r"C:\Program Files\poppler\bin",
    r"C:\Program Files\poppler\Library\bin",
];

/// Variables without which programs do not start.
const NEEDED: [&str; 5] = ["PATH", "SystemRoot", "SYSTEMDRIVE", "TEMP", "TMP"];

/// The programs in the folders of `PATH` and where installers put them.
pub(crate) fn tools() -> Tools {
    let path = var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = split_paths(&path)
        .chain(ELSEWHERE.iter().map(PathBuf::from))
        .collect();
    let mut tools = Tools::found(&folders, temp_dir());
    let given = |name: &str| Some((name.into(), var_os(name)?));
    tools.environment = NEEDED.iter().filter_map(|name| given(name)).collect();
    tools
}
