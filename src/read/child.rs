//! A program run on one file under limits: wall clock, output, and on Unix processor time, memory
//! and file size; without network where the system allows it.
//!
//! The child has a folder and a process group of its own. Whatever it does, the caller has an answer
//! within the wall clock limit, and the whole group is ended if it did not end by itself.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::Rejection;
use super::tools::Tools;

/// What a child left behind.
#[derive(Debug)]
pub(super) struct Done {
    /// Standard output.
    pub stdout: Vec<u8>,
    /// The beginning of standard error.
    pub stderr: String,
    /// Whether it says that it succeeded.
    pub success: bool,
}

/// A private folder with the document in it, which children work in one after the other.
#[derive(Debug)]
pub(super) struct Workshop<'a> {
    tools: &'a Tools,
    folder: TempDir,
}

/// Bytes of standard error that are kept.
const COMPLAINT: u64 = 64 << 10;

impl<'a> Workshop<'a> {
    /// Makes the folder and writes the document into it.
    ///
    /// # Errors
    /// [`Rejection::Unreadable`] if that fails.
    pub(super) fn open(tools: &'a Tools, name: &str, bytes: &[u8]) -> Result<Self, Rejection> {
        let folder = tempfile::Builder::new()
            .prefix("gongkai-")
            .tempdir_in(&tools.scratch)
            .map_err(|why| Rejection::Unreadable(why.to_string()))?;
        std::fs::write(folder.path().join(name), bytes)
            .map_err(|why| Rejection::Unreadable(why.to_string()))?;
        Ok(Self { tools, folder })
    }

    /// A path within the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a program with the folder as its working folder.
    ///
    /// # Errors
    /// [`Rejection::Limit`] if it was ended, [`Rejection::Unreadable`] if it could not be started.
    pub(super) fn run(
        &self,
        program: &Path,
        arguments: &[impl AsRef<OsStr>],
    ) -> Result<Done, Rejection> {
        let mut all = self.isolation();
        all.push(program.into());
        all.extend(arguments.iter().map(|one| one.as_ref().to_owned()));
        self.guard(&all, &Tools::name(program))
    }

    /// The words before a program's name that take the network away; none where that does not work.
    fn isolation(&self) -> Vec<OsString> {
        let Some(unshare) = &self.tools.unshare else {
            return Vec::new();
        };
        let words = vec![unshare.into(), "-rn".into(), "--".into()];
        let works = self.tools.isolates.get_or_init(|| {
            let probe = [words.as_slice(), &["true".into()]].concat();
            self.guard(&probe, "unshare").is_ok_and(|done| done.success)
        });
        if *works { words } else { Vec::new() }
    }

    fn guard(&self, words: &[OsString], name: &str) -> Result<Done, Rejection> {
        let unreadable = |why: std::io::Error| Rejection::Unreadable(format!("{name}：{why}"));
        let limits = &self.tools.limits;
        let deadline = Instant::now() + limits.wall;
        let mut child = self.command(words).spawn().map_err(unreadable)?;
        let stdout = child.stdout.take().map(|pipe| collect(pipe, limits.output));
        let stderr = child.stderr.take().map(|pipe| collect(pipe, COMPLAINT));
        let overtime = || {
            let seconds = limits.wall.as_secs_f32();
            Rejection::Limit(format!("{name} 运行超过 {seconds} 秒"))
        };
        let Some(output) = received(stdout, deadline) else {
            end(&mut child);
            return Err(overtime());
        };
        if output.len() as u64 > limits.output {
            end(&mut child);
            return Err(Rejection::Limit(format!(
                "{name} 的输出超过 {} 字节",
                limits.output
            )));
        }
        let Some(status) = ended(&mut child, deadline).map_err(unreadable)? else {
            end(&mut child);
            return Err(overtime());
        };
        let complaint = received(stderr, deadline).unwrap_or_default();
        if status.code().is_none() {
            return Err(Rejection::Limit(format!("{name} 被系统终止（{status}）")));
        }
        Ok(Done {
            stdout: output,
            stderr: String::from_utf8_lossy(&complaint).into_owned(),
            success: status.success(),
        })
    }

    fn command(&self, words: &[OsString]) -> Command {
        let mut command = limited(words, self.tools);
        let home = self.folder.path();
        command
            .current_dir(home)
            .env_clear()
            .envs(self.tools.environment.iter().cloned())
            .envs([("HOME", home), ("TMPDIR", home)])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// The words as a command whose limits the shell sets before the program begins.
#[cfg(unix)]
fn limited(words: &[OsString], tools: &Tools) -> Command {
    use std::os::unix::process::CommandExt;
    // A limit that a system does not know is left out there; blocks of files are 512 bytes.
    const SCRIPT: &str = "ulimit -c 0; ulimit -t \"$1\" 2>/dev/null; ulimit -v \"$2\" 2>/dev/null; \
        ulimit -f \"$3\" 2>/dev/null; shift 3; exec \"$@\"";
    let limits = &tools.limits;
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", SCRIPT, "gongkai"])
        .arg((limits.wall.as_secs() + 1).to_string())
        .arg((limits.memory / 1024).to_string())
        .arg((limits.output / 512).to_string())
        .args(words)
        .process_group(0);
    command
}

/// The words as a command; wall clock and output alone are limited.
#[cfg(not(unix))]
fn limited(words: &[OsString], _tools: &Tools) -> Command {
    let (program, arguments) = words.split_at(words.len().min(1));
    let mut command = Command::new(program.first().cloned().unwrap_or_default());
    command.args(arguments);
    command
}

/// Reads a pipe to its end in a thread of its own, keeping one byte more than `most`.
fn collect(pipe: impl Read + Send + 'static, most: u64) -> Receiver<Vec<u8>> {
    let (sender, receiver) = sync_channel(1);
    // Not joined: a grandchild that outlives the group would hold the pipe, and with it the caller.
    thread::spawn(move || {
        let mut kept = Vec::new();
        let mut pipe = pipe;
        let _ = pipe.by_ref().take(most + 1).read_to_end(&mut kept);
        let _ = sender.send(kept);
        // A child whose pipe is closed would end for another reason than its own.
        let _ = std::io::copy(&mut pipe, &mut std::io::sink());
    });
    receiver
}

fn received(receiver: Option<Receiver<Vec<u8>>>, deadline: Instant) -> Option<Vec<u8>> {
    let left = deadline.saturating_duration_since(Instant::now());
    receiver?.recv_timeout(left).ok()
}

/// Waits for a child that has closed its output; `None` at the deadline.
fn ended(child: &mut Child, deadline: Instant) -> std::io::Result<Option<ExitStatus>> {
    let mut pause = Duration::from_micros(200);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

/// Ends a child and all that it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = rustix::process::Pid::from_child(child);
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}
