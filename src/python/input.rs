//! What Python hands in as documents: paths, bytes, pairs of name and bytes, lists of these.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString};

use crate::error::{Error, Result};
use crate::pipeline::{Input, collect, together};

/// Documents as they were given.
#[derive(Debug, Default)]
pub(super) struct Given {
    paths: Vec<String>,
    documents: Vec<(String, Vec<u8>)>,
}

impl<'py> FromPyObject<'_, 'py> for Given {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let mut found = Self::default();
        found.add(&given, true)?;
        Ok(found)
    }
}

impl Given {
    /// The paths, where nothing but paths will do.
    ///
    /// # Errors
    /// [`Error::Usage`] if bytes were given.
    pub(super) fn paths(self) -> Result<Vec<String>> {
        if self.documents.is_empty() {
            return Ok(self.paths);
        }
        let why = "paths are wanted here, not bytes; use `read` for bytes";
        Err(Error::Usage(why.into()))
    }

    fn add(&mut self, given: &Bound<'_, PyAny>, may_be_list: bool) -> PyResult<()> {
        if let Some(bytes) = bytes(given)? {
            self.documents.push(("document".to_owned(), bytes));
            return Ok(());
        }
        if given.is_instance_of::<PyString>() || given.hasattr("__fspath__")? {
            self.paths.push(path(given)?);
            return Ok(());
        }
        if let Ok((name, content)) = given.extract::<(String, Bound<'_, PyAny>)>()
            && let Some(bytes) = bytes(&content)?
        {
            self.documents.push((name, bytes));
            return Ok(());
        }
        if may_be_list && let Ok(all) = given.try_iter() {
            for one in all {
                self.add(&one?, false)?;
            }
            return Ok(());
        }
        let kind = given.get_type().name()?;
        Err(pyo3::exceptions::PyTypeError::new_err(format!(
            "a path, bytes, a pair (name, bytes) or a list of these is wanted, not {kind}"
        )))
    }
}

/// The inputs that were given, sorted by their sources.
///
/// # Errors
/// [`Error::NoInput`] if a path names nothing.
pub(super) fn inputs(given: Given) -> Result<Vec<Input>> {
    let mut found = collect(&given.paths)?;
    let documents = given.documents.into_iter();
    for document in documents.map(|(name, bytes)| Input::of_bytes(&name, bytes)) {
        found.extend(document.members()?);
    }
    Ok(together(found))
}

/// Bytes of any of Python's kinds; `None` if it is something else.
fn bytes(given: &Bound<'_, PyAny>) -> PyResult<Option<Vec<u8>>> {
    if let Ok(bytes) = given.cast::<PyBytes>() {
        return Ok(Some(bytes.as_bytes().to_vec()));
    }
    if let Ok(bytes) = given.cast::<PyByteArray>() {
        return Ok(Some(bytes.to_vec()));
    }
    if given.is_instance_of::<PyMemoryView>() {
        return Ok(Some(given.call_method0("tobytes")?.extract()?));
    }
    Ok(None)
}

/// A path as the library takes it.
fn path(given: &Bound<'_, PyAny>) -> PyResult<String> {
    let path: PathBuf = given.extract()?;
    let path = path.into_os_string().into_string();
    let path = path.map_err(|path| {
        let name = path.display().to_string();
        super::failure::exception(Error::Usage(format!(
            "path {name} is not Unicode; name its folder instead"
        )))
    })?;
    // Standard input belongs to the interpreter.
    Ok(if path == "-" { "./-".to_owned() } else { path })
}
