//! Signals that end a run: the first asks it to stop, the second ends it at once.
//!
//! What a run publishes is published by one step, so an end at any moment leaves the old state or the new.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// A run that was asked to stop and does not is ended after this.
const PATIENCE: Duration = Duration::from_millis(4500);
/// So often it is looked whether it was asked.
const STEP: Duration = Duration::from_millis(50);

/// Whether the process was asked to stop.
#[derive(Debug, Clone, Default)]
pub(super) struct Signals {
    stop: Arc<AtomicBool>,
    /// The signal that asked.
    which: Arc<AtomicUsize>,
}

impl Signals {
    /// Begins to listen, if `wanted`; without that signals do what they do.
    pub(super) fn watch(wanted: bool) -> Self {
        let signals = Self::default();
        if wanted {
            // A system without them has nothing to listen to.
            let _ = signals.listen();
        }
        signals
    }

    fn listen(&self) -> std::io::Result<()> {
        for signal in [SIGINT, SIGTERM] {
            // The first handler sees what the second set the last time.
            flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&self.stop))?;
            let number = usize::try_from(signal).unwrap_or(0);
            flag::register_usize(signal, Arc::clone(&self.which), number)?;
            flag::register(signal, Arc::clone(&self.stop))?;
        }
        let watched = self.clone();
        thread::Builder::new().spawn(move || watched.enforce())?;
        Ok(())
    }

    /// Ends the process if it does not stop in time.
    fn enforce(&self) {
        while !self.stop.load(Ordering::Relaxed) {
            thread::sleep(STEP);
        }
        thread::sleep(PATIENCE);
        std::process::exit(i32::from(self.code()));
    }

    /// What is set when the run is to stop.
    pub(super) fn stop(&self) -> &AtomicBool {
        &self.stop
    }

    /// The exit code of a run that was stopped: 130 or 143.
    pub(super) fn code(&self) -> u8 {
        let signal = self.which.load(Ordering::Relaxed);
        u8::try_from(signal).map_or(130, |signal| 128 + signal)
    }
}
