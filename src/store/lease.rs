//! A lease: an object that says who writes and until when, renewed while its holder lives.
//!
//! Who was away for longer than its lease writes nothing more: another may have taken over. What was on its
//! way by then is refused where it counts, because pointers and commits are put under conditions.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::bucket::Bucket;
use crate::error::Result;

/// Held until dropped.
#[derive(Debug)]
pub(super) struct Lease {
    bucket: Bucket,
    name: String,
    owner: String,
    stop: Option<mpsc::Sender<()>>,
    renewing: Option<JoinHandle<()>>,
    lost: Arc<AtomicBool>,
}

/// What the object says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Claim {
    /// Who holds it: a name that no other has.
    owner: String,
    /// Until when, milliseconds since 1970, UTC.
    until: i64,
}

/// How long a lease holds without being renewed.
const TERM: Duration = Duration::from_secs(60);

/// Takes the lease `name`; `None` if another holds it.
///
/// # Errors
/// [`crate::error::Error::Write`] or [`crate::error::Error::Unavailable`].
pub(super) fn take(bucket: &Bucket, name: &str) -> Result<Option<Lease>> {
    let owner = owner();
    let old = bucket.read(name)?;
    let held = old.as_ref().and_then(|(bytes, _)| {
        let claim: Option<Claim> = serde_json::from_slice(bytes).ok();
        claim.filter(|claim| claim.until > now())
    });
    if held.is_some() {
        return Ok(None);
    }
    let tag = old.as_ref().and_then(|(_, tag)| tag.0.as_deref());
    let until = end();
    if !bucket.claim(name, tag, &claim(&owner, until))? {
        return Ok(None);
    }
    bucket.hold(until);
    let lost = Arc::new(AtomicBool::new(false));
    let (stop, stopped) = mpsc::channel();
    let renewing = {
        let (bucket, name, owner) = (bucket.clone(), name.to_owned(), owner.clone());
        let lost = Arc::clone(&lost);
        std::thread::spawn(move || renew(&bucket, &name, &owner, &stopped, &lost))
    };
    Ok(Some(Lease {
        bucket: bucket.clone(),
        name: name.to_owned(),
        owner,
        stop: Some(stop),
        renewing: Some(renewing),
        lost,
    }))
}

/// Renews the lease until it is let go or lost.
fn renew(
    bucket: &Bucket,
    name: &str,
    owner: &str,
    stopped: &mpsc::Receiver<()>,
    lost: &AtomicBool,
) {
    while stopped.recv_timeout(TERM / 4) == Err(mpsc::RecvTimeoutError::Timeout) {
        let Ok(found) = bucket.read(name) else {
            continue;
        };
        let mine = found.filter(|(bytes, _)| is_of(bytes, owner));
        let Some((_, tag)) = mine else {
            lost.store(true, Ordering::Release);
            bucket.hold(1);
            return;
        };
        // A renewal that fails is tried again in time.
        let until = end();
        if bucket
            .claim(name, tag.0.as_deref(), &claim(owner, until))
            .unwrap_or(false)
        {
            bucket.hold(until);
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(renewing) = self.renewing.take() {
            let _ = renewing.join();
        }
        if self.lost.load(Ordering::Acquire) {
            return;
        }
        // What cannot be given back runs out.
        let found = self.bucket.read(&self.name).ok().flatten();
        if found.is_some_and(|(bytes, _)| is_of(&bytes, &self.owner)) {
            let _ = self.bucket.remove(&self.name);
        }
    }
}

fn is_of(bytes: &[u8], owner: &str) -> bool {
    serde_json::from_slice(bytes).is_ok_and(|claim: Claim| claim.owner == owner)
}

/// When a lease that is taken now runs out.
fn end() -> i64 {
    i64::try_from(TERM.as_millis()).unwrap_or(0) + now()
}

fn claim(owner: &str, until: i64) -> Vec<u8> {
    let claim = Claim {
        owner: owner.to_owned(),
        until,
    };
    // A string and a number cannot fail to serialise.
    serde_json::to_vec(&claim).unwrap_or_default()
}

fn now() -> i64 {
    chrono::Utc::now().timestamp_millis()
}

/// A name that no other process has.
fn owner() -> String {
    let folder = tempfile::tempdir().map(|folder| folder.path().display().to_string());
    let nanos = chrono::Utc::now().timestamp_nanos_opt().unwrap_or(0);
    let seed = format!("{} {nanos} {folder:?}", std::process::id());
    blake3::hash(seed.as_bytes()).to_hex()[..32].to_owned()
}
