//! Arguments to a sorted list of inputs: files, folders, globs, standard input.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

use crate::error::{Error, Result};
use crate::read::{MAX_BYTES, Rejection};

/// One input: what it is called and where its bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Path below the argument's root, `/` between parts; `-` for standard input.
    pub source: String,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File(PathBuf),
    Stdin,
}

impl Input {
    /// Where it can be opened: the path as given or found, `-` for standard input.
    #[must_use]
    pub fn path(&self) -> String {
        match &self.place {
            Place::File(path) => path.display().to_string(),
            Place::Stdin => "-".to_owned(),
        }
    }

    /// Size in bytes, if it can be told without reading.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        match &self.place {
            Place::File(path) => std::fs::metadata(path).ok().map(|metadata| metadata.len()),
            Place::Stdin => None,
        }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// [`Rejection`] if it is no regular file, too large, or cannot be read.
    pub fn bytes(&self) -> std::result::Result<Vec<u8>, Rejection> {
        let unreadable = |error: std::io::Error| Rejection::Unreadable(error.to_string());
        let reader: Box<dyn Read> = match &self.place {
            Place::Stdin => Box::new(std::io::stdin()),
            Place::File(path) => {
                // Opening a pipe or a device could wait for ever.
                let metadata = std::fs::metadata(path).map_err(unreadable)?;
                if !metadata.is_file() {
                    return Err(Rejection::Unreadable("not a regular file".into()));
                }
                if metadata.len() > MAX_BYTES {
                    return Err(Rejection::TooLarge(metadata.len()));
                }
                Box::new(std::fs::File::open(path).map_err(unreadable)?)
            }
        };
        let mut bytes = Vec::new();
        reader
            .take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        Ok(bytes)
    }
}

/// Finds the inputs that `arguments` name, sorted by source.
///
/// A folder is searched through, hidden entries left out. An argument that names no file and holds
/// `*`, `?`, `[` or `{` is a glob. Two inputs of one name keep their full paths as sources.
///
/// # Errors
/// [`Error::NoInput`] if an argument names nothing, [`Error::Usage`] for a glob that cannot be read.
pub fn collect(arguments: &[String]) -> Result<Vec<Input>> {
    let mut found: Vec<(String, Input)> = Vec::new();
    for argument in arguments {
        let before = found.len();
        if argument == "-" {
            found.push((
                "-".into(),
                Input {
                    source: "-".into(),
                    place: Place::Stdin,
                },
            ));
            continue;
        }
        let path = Path::new(argument);
        if path.is_dir() {
            walk(path, None, &mut found);
        } else if path.exists() || path.is_symlink() {
            let name = path.file_name().map_or_else(
                || argument.clone(),
                |name| name.to_string_lossy().into_owned(),
            );
            found.push((
                slashed(path),
                Input {
                    source: name,
                    place: Place::File(path.to_owned()),
                },
            ));
        } else if argument.contains(['*', '?', '[', '{']) {
            glob(argument, &mut found)?;
        }
        if found.len() == before {
            return Err(Error::NoInput {
                pattern: argument.clone(),
            });
        }
    }
    Ok(named(found))
}

/// One input for each path, under its short name where that is its own.
fn named(mut found: Vec<(String, Input)>) -> Vec<Input> {
    found.sort_by(|left, right| left.0.cmp(&right.0));
    found.dedup_by(|left, right| left.0 == right.0);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, input) in &found {
        *counts.entry(input.source.clone()).or_default() += 1;
    }
    let mut inputs: Vec<Input> = found
        .into_iter()
        .map(|(full, input)| {
            if counts.get(&input.source) == Some(&1) {
                input
            } else {
                Input {
                    source: full,
                    ..input
                }
            }
        })
        .collect();
    inputs.sort_by(|left, right| left.source.cmp(&right.source));
    inputs
}

fn walk(root: &Path, matcher: Option<&GlobMatcher>, found: &mut Vec<(String, Input)>) {
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    };
    // Links are followed; one that leads back to its own folder is an error entry and left out.
    let entries = WalkDir::new(root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(visible);
    for entry in entries
        .flatten()
        .filter(|entry| !entry.file_type().is_dir())
    {
        let path = entry.path();
        if matcher.is_some_and(|matcher| !matcher.is_match(path)) {
            continue;
        }
        let source = slashed(path.strip_prefix(root).unwrap_or(path));
        found.push((
            slashed(path),
            Input {
                source,
                place: Place::File(path.to_owned()),
            },
        ));
    }
}

/// Files below the part of a pattern that holds no wildcard.
fn glob(pattern: &str, found: &mut Vec<(String, Input)>) -> Result<()> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    let matcher = glob
        .map_err(|error| Error::Usage(format!("cannot read pattern `{pattern}`: {error}")))?
        .compile_matcher();
    let wild = |part: &Component| {
        part.as_os_str()
            .to_string_lossy()
            .contains(['*', '?', '[', '{'])
    };
    let fixed: PathBuf = Path::new(pattern)
        .components()
        .take_while(|part| !wild(part))
        .collect();
    let root = if fixed.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        fixed.clone()
    };
    if fixed.as_os_str().is_empty() {
        let anchored = GlobBuilder::new(&format!("./{pattern}"))
            .literal_separator(true)
            .build();
        let anchored = anchored
            .map_err(|error| Error::Usage(format!("cannot read pattern `{pattern}`: {error}")))?;
        walk(&root, Some(&anchored.compile_matcher()), found);
    } else {
        walk(&root, Some(&matcher), found);
    }
    Ok(())
}

/// A path with `/` between its parts on every system.
fn slashed(path: &Path) -> String {
    let parts: Vec<String> = path
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/").replace("//", "/")
}
