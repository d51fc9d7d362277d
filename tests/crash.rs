//! Runs that are killed and calls that fail: readers see the old version or the new one, and the next run
//! ends where an undisturbed one would have.
//!
//! `GONGKAI_KILLS=300` kills at so many random moments, before each call instead of a few of them, and
//! has each call fail with each error.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::archive::{Archive, Content, content, inventory, short};
use crate::support::{files, gongkai, program, unsettled};

/// Calls that change a file system.
const CALLS: &str = "write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,\
                     unlinkat,mkdir,mkdirat,rmdir,ftruncate,fchmod,copy_file_range";
/// Errors of full, broken, forbidden and exhausted disks.
const ERRORS: [&str; 6] = ["ENOSPC", "EIO", "EDQUOT", "EACCES", "EMFILE", "EROFS"];
/// Kills at random moments in a usual test run.
const FEW: usize = 10;

fn kills() -> usize {
    let given = std::env::var("GONGKAI_KILLS").ok();
    given.and_then(|given| given.parse().ok()).unwrap_or(FEW)
}

#[allow(clippy::print_stdout)]
fn say(line: &str) {
    println!("{line}");
}

/// Whether `strace` may be used here.
fn traced() -> bool {
    let tried = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "true"])
        .stderr(Stdio::null())
        .status();
    let works = tried.is_ok_and(|status| status.success());
    if !works {
        say("skipped: strace is missing or may not trace");
    }
    works
}

/// A dataset before a run, what the run would make of it, and where to try.
struct Scene {
    archive: Archive,
    /// The dataset with its first version.
    before: PathBuf,
    old: Content,
    new: Content,
    /// What lies there after an undisturbed run and a collection: names, and hashes where bytes are
    /// the same from run to run.
    left: BTreeMap<String, String>,
    /// How long an undisturbed run takes.
    time: Duration,
}

impl Scene {
    fn new(kind: &'static str) -> Self {
        let archive = Archive::new(kind);
        archive.put("a.txt", &short(11));
        archive.put("b.txt", &short(12));
        archive.run(&[]);
        let before = archive.folder.path().join("before");
        copy(&archive.data(), &before);
        let old = content(&before, kind).expect("a version");
        archive.put("a.txt", &short(13));
        archive.take("b.txt");
        archive.put("c.txt", &short(14));
        let begin = Instant::now();
        archive.run(&["--prune"]);
        let time = begin.elapsed();
        let new = content(&archive.data(), kind).expect("a version");
        assert_ne!(old, new);
        collect(&archive.data());
        let left = stable(&archive.data());
        Self {
            archive,
            before,
            old,
            new,
            left,
            time,
        }
    }

    /// The dataset as it was before the run.
    fn again(&self) -> PathBuf {
        let data = self.archive.folder.path().join("trial");
        let _ = fs::remove_dir_all(&data);
        copy(&self.before, &data);
        data
    }

    fn arguments(&self, data: &Path) -> Vec<String> {
        self.archive.arguments(data, &["--prune", "--quiet"])
    }

    /// Whether the reader sees the new version; it must be the old one otherwise.
    #[track_caller]
    fn sees_new(&self, data: &Path, when: &str) -> bool {
        let seen = content(data, self.archive.kind).expect("a version");
        if seen == self.new {
            return true;
        }
        assert!(seen == self.old, "{when}: a mixture");
        false
    }

    /// The next run ends where an undisturbed one would have, and leaves nothing else.
    #[track_caller]
    fn heals(&self, data: &Path, when: &str) {
        let ran = self.archive.run_into(data, &["--prune", "--quiet"]);
        assert_eq!(ran.code, 0, "{when}: {}", ran.err);
        let seen = content(data, self.archive.kind).expect("a version");
        assert!(seen == self.new, "{when}: the next run does not heal");
        collect(data);
        assert_eq!(stable(data), self.left, "{when}: left behind or lost");
    }
}

/// Takes away whatever nothing needs.
#[track_caller]
fn collect(data: &Path) {
    let data = data.display().to_string();
    let ran = gongkai(&["gc", &data, "--keep", "100", "--min-age", "0", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

/// Names of all files, and hashes of the tables' files.
fn stable(data: &Path) -> BTreeMap<String, String> {
    let all = inventory(data).into_iter();
    all.map(
        |(name, hash)| match name.ends_with(".parquet") && !name.starts_with("runs/") {
            true => (name, hash),
            false => (name, String::new()),
        },
    )
    .collect()
}

fn copy(from: &Path, to: &Path) {
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).expect("below"));
        fs::create_dir_all(target.parent().expect("a parent")).expect("made");
        fs::copy(&path, &target).expect("copied");
    }
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % most.max(1)
    }
}

fn killed_at_random(kind: &'static str) {
    let scene = Scene::new(kind);
    let mut random = Random(20_240_517);
    let (mut old, mut new, mut late) = (0, 0, 0);
    for round in 0..kills() {
        let data = scene.again();
        let most = u64::try_from(scene.time.as_micros()).expect("short") * 11 / 10;
        let pause = Duration::from_micros(random.below(most));
        let mut child = program()
            .args(scene.arguments(&data))
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(pause);
        let _ = child.kill();
        let status = child.wait().expect("it ends");
        late += usize::from(status.signal().is_none());
        let when = format!("kill {round} after {pause:?}");
        match scene.sees_new(&data, &when) {
            true => new += 1,
            false => old += 1,
        }
        scene.heals(&data, &when);
    }
    say(&format!(
        "{kind}: {} kills at random moments ({late} after the end): {old} saw the old version, {new} the new one, 0 a mixture",
        kills()
    ));
}

#[test]
fn parquet_runs_killed_at_random_moments() {
    killed_at_random("parquet");
}

#[test]
fn delta_runs_killed_at_random_moments() {
    killed_at_random("delta");
}

/// Runs under `strace` with these options.
fn under(scene: &Scene, data: &Path, options: &[&str]) -> std::process::Output {
    let mut command = Command::new("strace");
    unsettled(&mut command);
    command
        .args(["-f", "-qq", "--seccomp-bpf"])
        .args(options)
        .arg(env!("CARGO_BIN_EXE_gongkai"))
        .args(scene.arguments(data))
        .env("RAYON_NUM_THREADS", "1")
        .stdin(Stdio::null())
        .output()
        .expect("strace starts")
}

/// The log of an undisturbed run: a line a call, `pid call(arguments) = result`.
fn log(scene: &Scene) -> String {
    let data = scene.again();
    let path = scene.archive.folder.path().join("log");
    let file = path.display().to_string();
    let trace = format!("trace={CALLS}");
    let ran = under(
        scene,
        &data,
        &["-y", "-s", "400", "-o", &file, "-e", &trace],
    );
    assert!(ran.status.success(), "{ran:?}");
    fs::read_to_string(&path).expect("a log")
}

/// Each call with its number, which `strace` counts for each thread; a few of them unless all are asked
/// for.
fn points(scene: &Scene) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in log(scene).lines() {
        let Some((thread, rest)) = line.split_once(char::is_whitespace) else {
            continue;
        };
        let call = rest.trim_start().split('(').next().unwrap_or_default();
        if CALLS.split(',').any(|known| known == call) {
            *counts
                .entry((call.to_owned(), thread.to_owned()))
                .or_default() += 1;
        }
    }
    let mut most: BTreeMap<String, usize> = BTreeMap::new();
    for ((call, _), count) in counts {
        let known = most.entry(call).or_default();
        *known = count.max(*known);
    }
    let numbers = |(call, count): (String, usize)| (1..=count).map(move |at| (call.clone(), at));
    let all: Vec<(String, usize)> = most.into_iter().flat_map(numbers).collect();
    let step = if kills() > FEW {
        1
    } else {
        all.len() / FEW + 1
    };
    all.into_iter().step_by(step).collect()
}

fn killed_before_each_call(kind: &'static str) {
    if !traced() {
        return;
    }
    let scene = Scene::new(kind);
    let (mut old, mut new, mut ended) = (0, 0, 0);
    let points = points(&scene);
    for (call, at) in &points {
        let data = scene.again();
        let inject = format!("inject={call}:signal=KILL:when={at}");
        let ran = under(&scene, &data, &["-o", "/dev/null", "-e", &inject]);
        ended += usize::from(ran.status.success());
        let when = format!("killed before {call} {at}");
        match scene.sees_new(&data, &when) {
            true => new += 1,
            false => old += 1,
        }
        scene.heals(&data, &when);
    }
    say(&format!(
        "{kind}: killed before {} calls ({ended} never came): {old} saw the old version, {new} the new one, 0 a mixture",
        points.len()
    ));
}

#[test]
fn parquet_runs_killed_before_each_call() {
    killed_before_each_call("parquet");
}

#[test]
fn delta_runs_killed_before_each_call() {
    killed_before_each_call("delta");
}

fn calls_that_fail(kind: &'static str) {
    if !traced() {
        return;
    }
    let scene = Scene::new(kind);
    let (mut stopped, mut went_on) = (0, 0);
    for (index, (call, at)) in points(&scene).iter().enumerate() {
        let errors = match kills() > FEW {
            true => ERRORS.as_slice(),
            false => &ERRORS[index % ERRORS.len()..][..1],
        };
        for error in errors {
            match fails(&scene, call, *at, error) {
                true => stopped += 1,
                false => went_on += 1,
            }
        }
    }
    say(&format!(
        "{kind}: {} calls failed: {stopped} runs stopped with 2 and named the path, {went_on} went on and were right",
        stopped + went_on
    ));
}

/// Whether a run ends with 2 when a call fails; it must name the path then, and be right otherwise.
fn fails(scene: &Scene, call: &str, at: usize, error: &str) -> bool {
    let data = scene.again();
    let inject = format!("inject={call}:error={error}:when={at}");
    let ran = under(scene, &data, &["-o", "/dev/null", "-e", &inject]);
    let when = format!("{call} {at} fails with {error}");
    let told = String::from_utf8_lossy(&ran.stderr).into_owned();
    let new = scene.sees_new(&data, &when);
    let stopped = match ran.status.code() {
        Some(0) => {
            assert!(new, "{when}: said to be done and is not");
            false
        }
        Some(2) => {
            let path = scene.archive.folder.path().display().to_string();
            // The message is written too, and its thread's call of that number may be this one.
            let mute = call == "write" && !told.contains("gongkai: ");
            assert!(mute || told.contains(&path), "{when}: no path in {told:?}");
            true
        }
        code => panic!("{when}: exit code {code:?}: {told}"),
    };
    scene.heals(&data, &when);
    stopped
}

#[test]
fn parquet_runs_whose_calls_fail() {
    calls_that_fail("parquet");
}

#[test]
fn delta_runs_whose_calls_fail() {
    calls_that_fail("delta");
}

/// What is named in the dataset was synced before, and its folder is synced after.
fn synced_in_order(kind: &'static str) {
    if !traced() {
        return;
    }
    let scene = Scene::new(kind);
    let data = scene
        .archive
        .folder
        .path()
        .join("trial")
        .display()
        .to_string();
    let mut synced: BTreeSet<String> = BTreeSet::new();
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    let mut seen = 0;
    for line in log(&scene).lines() {
        let texts: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        if line.contains(" fsync(") || line.contains(" fdatasync(") {
            let path = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            named.retain(|target, _| parent(target) != path);
            synced.insert(path);
        } else if let ([from, to], true) = (texts.as_slice(), line.contains("= 0")) {
            let moved: Vec<String> = synced
                .iter()
                .filter(|path| path.starts_with(*from))
                .cloned()
                .collect();
            for path in moved {
                synced.insert(path.replacen(*from, to, 1));
            }
            let hidden = |path: &str| path.contains("/.staging-") || path.contains("/.new-");
            if to.starts_with(&data) && !hidden(to) {
                seen += 1;
                // A link of a file of the version before.
                let old = from.starts_with(&data) && !hidden(from);
                assert!(
                    old || synced.contains(*from),
                    "named before it was synced: {line}"
                );
                named.insert((*to).to_owned(), line.to_owned());
            }
        }
    }
    assert!(seen > 12, "{seen} names");
    assert!(named.is_empty(), "folders never synced: {named:#?}");
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

#[test]
fn files_are_synced_before_they_are_named_and_folders_after() {
    synced_in_order("parquet");
    synced_in_order("delta");
}

#[test]
fn a_full_disk_stops_a_run_and_the_old_version_stays() {
    for kind in ["parquet", "delta"] {
        let scene = Scene::new(kind);
        let disk = scene.archive.folder.path().join("disk");
        fs::create_dir(&disk).expect("made");
        let mut stopped = 0;
        for more in [4, 16, 48, 256] {
            let data = disk.join("data");
            if !mounted(&disk, size(&scene.before) / 1024 + more) {
                say("skipped: no file system may be mounted here");
                return;
            }
            copy(&scene.before, &data);
            let ran = scene.archive.run_into(&data, &["--prune", "--quiet"]);
            let new = scene.sees_new(&data, "a full disk");
            match ran.code {
                0 => assert!(new),
                code => {
                    assert_eq!(code, 2, "{}", ran.err);
                    assert!(ran.err.contains("/disk/data"), "{}", ran.err);
                    stopped += 1;
                }
            }
            let unmounted = Command::new("umount").arg(&disk).status();
            assert!(unmounted.is_ok_and(|status| status.success()));
        }
        assert!(stopped > 0, "no disk was full");
        say(&format!(
            "{kind}: {stopped} of 4 full disks stopped the run"
        ));
    }
}

/// Bytes of the files of a folder, each as blocks of 4 KiB.
fn size(folder: &Path) -> u64 {
    let blocks = |path: &PathBuf| fs::metadata(path).map_or(0, |file| file.len().div_ceil(4096));
    files(folder).iter().map(blocks).sum::<u64>() * 4096
}

fn mounted(disk: &Path, kib: u64) -> bool {
    let size = format!("size={kib}k");
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
        .arg(disk)
        .stderr(Stdio::null())
        .status();
    mount.is_ok_and(|status| status.success())
}
