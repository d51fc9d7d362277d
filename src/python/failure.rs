//! What went wrong, as Python says it; and work done with the interpreter released.

use std::error::Error as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use pyo3::exceptions::{PyException, PyFileExistsError, PyFileNotFoundError, PyOSError};
use pyo3::prelude::*;

use crate::error::{Error, Result};

pyo3::create_exception!(
    gongkai,
    GongkaiError,
    PyException,
    "Why nothing was read: a grammar with mistakes, or an argument that cannot be used."
);

/// Between two looks at whether the user interrupts.
const PATIENCE: Duration = Duration::from_millis(50);

/// Runs `work` in a thread of its own with the interpreter released. Signals are heeded meanwhile: after
/// one, the flag that `work` was given is set, and the signal's exception is raised when `work` has ended.
pub(super) fn detached<T: Send>(
    py: Python<'_>,
    work: impl FnOnce(&AtomicBool) -> Result<T> + Send,
) -> PyResult<T> {
    let stopped = AtomicBool::new(false);
    let mut interrupt = None;
    let done = std::thread::scope(|scope| {
        let (sender, mut receiver) = channel();
        let caught = || catch_unwind(AssertUnwindSafe(|| work(&stopped)));
        let thread = std::thread::Builder::new().spawn_scoped(scope, move || {
            // The receiver waits until this is sent.
            let _ = sender.send(caught());
        });
        if let Err(error) = thread {
            return Ok(Err(Error::Usage(format!("cannot start a thread: {error}"))));
        }
        loop {
            // It goes there and back: a receiver cannot be shared.
            let waited = py.detach(move || (receiver.recv_timeout(PATIENCE), receiver));
            receiver = waited.1;
            match waited.0 {
                Ok(done) => return done,
                Err(RecvTimeoutError::Disconnected) => {
                    return Ok(Err(Error::Usage("the reading thread ended".into())));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Err(error) = py.check_signals() {
                stopped.store(true, Ordering::Relaxed);
                interrupt.get_or_insert(error);
            }
        }
    });
    if let Some(error) = interrupt {
        return Err(error);
    }
    match done {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(exception(error)),
        Err(panic) => Err(GongkaiError::new_err(format!(
            "内部错误：{}；请报告",
            said(&*panic)
        ))),
    }
}

/// Panics with `message`, in the thread that does the work or, if `here`, in Python's own: what tests see a
/// panic by. It reads nothing and changes nothing.
#[pyfunction]
#[pyo3(name = "_panic")]
pub(super) fn panic(py: Python<'_>, message: String, here: bool) -> PyResult<()> {
    if here {
        std::panic::panic_any(message);
    }
    detached(py, move |_| std::panic::panic_any(message))
}

/// The exception that an error is in Python.
pub(super) fn exception(error: Error) -> PyErr {
    let told = told(&error);
    match &error {
        Error::NoInput { .. } => PyFileNotFoundError::new_err(told),
        Error::OutputNotEmpty { .. } => PyFileExistsError::new_err(told),
        Error::Read { path, source } | Error::Write { path, source } => {
            let path = path.display().to_string();
            match source.raw_os_error() {
                // With number and path, Python picks the subclass.
                Some(number) => PyOSError::new_err((number, source.to_string(), path)),
                None => PyOSError::new_err(told),
            }
        }
        _ => GongkaiError::new_err(told),
    }
}

/// An error with what caused it.
fn told(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(why) = cause {
        text += &format!(": {why}");
        cause = why.source();
    }
    text
}

/// What a panic said.
fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}
