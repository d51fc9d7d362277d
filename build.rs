//! Lists the grammars that are built in: every TOML file of `grammars/`, so that a family is added by its file.

// What a build script prints is what it tells cargo.
#![allow(clippy::print_stdout)]

use std::env;
use std::error::Error;
use std::ffi::OsStr;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=grammars");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("grammars");
    let mut paths = fs::read_dir(root)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| path.extension() == Some(OsStr::new("toml")));
    paths.sort();
    let mut list = String::from("[\n");
    for path in &paths {
        let name = path
            .file_name()
            .and_then(OsStr::to_str)
            .ok_or("a name in UTF-8")?;
        let path = path.to_str().ok_or("a path in UTF-8")?;
        writeln!(list, "    (\"grammars/{name}\", include_str!({path:?})),")?;
    }
    list.push(']');
    fs::write(
        PathBuf::from(env::var("OUT_DIR")?).join("grammars.rs"),
        list,
    )?;
    Ok(())
}
