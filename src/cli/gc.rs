//! `gongkai gc`: old versions and leftovers of a dataset taken away.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::arguments::ScoreFormat;
use super::language::Language;
use super::{DONE, print, tell};
use crate::error::Result;
use crate::ingest::{Collected, Dataset, Keep, gc};

pub(super) const EXAMPLES: &str = "\
Examples:
  gongkai gc dataset --keep 7                the last seven versions, and whatever was current in the last week
  gongkai gc dataset --keep 30 --dry-run     what would be taken away
  gongkai gc lake --keep 1 --min-age 12h     Delta: files that the last version does not need; logs stay

What is younger than --min-age is never taken away: somebody may be reading or writing it.

Exit codes: 0 done, or nothing to do; 2 could not run; 75 a run holds the dataset, try again later.";

#[derive(Debug, Args)]
pub(super) struct Gc {
    /// Folder of a dataset, or s3://bucket/prefix
    pub dataset: PathBuf,
    /// So many versions stay, the current one among them
    #[arg(long, value_name = "N")]
    pub keep: u64,
    /// What was current or written since so long stays: 90s, 45m, 12h, 7d
    #[arg(long, value_name = "AGE", default_value = "7d", value_parser = age)]
    pub min_age: Duration,
    /// Only tell what would be taken away
    #[arg(long)]
    pub dry_run: bool,
    /// Seconds to wait for a run to end
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    pub wait: u64,
    /// How to print it
    #[arg(long, default_value = "text")]
    pub format: ScoreFormat,
}

/// Takes away what is not kept and tells what it was.
pub(super) fn run(arguments: &Gc, quiet: bool, language: Language) -> Result<u8> {
    let dataset = Dataset::open(&arguments.dataset)?;
    let keep = Keep {
        versions: arguments.keep,
        age: arguments.min_age,
        wait: Duration::from_secs(arguments.wait),
        dry_run: arguments.dry_run,
    };
    let done = gc(&dataset, keep)?;
    match arguments.format {
        ScoreFormat::Text => done
            .files
            .iter()
            .for_each(|file| print(&format!("{file}\n"))),
        // Numbers and strings alone cannot fail to serialise.
        ScoreFormat::Json => print(&format!(
            "{}\n",
            serde_json::to_string_pretty(&done).unwrap_or_default()
        )),
    }
    if !quiet {
        tell(&told(&done, arguments, language));
    }
    Ok(DONE)
}

fn told(done: &Collected, arguments: &Gc, language: Language) -> String {
    let (versions, files, bytes) = (done.versions.len(), done.files.len(), done.bytes);
    let first = match (language, arguments.dry_run) {
        (Language::Chinese, false) => {
            format!("清理了 {versions} 个版本、{files} 个文件，{bytes} 字节")
        }
        (Language::Chinese, true) => {
            format!("将清理 {versions} 个版本、{files} 个文件，{bytes} 字节")
        }
        (Language::English, false) => {
            format!("{versions} versions and {files} files taken away, {bytes} bytes")
        }
        (Language::English, true) => {
            format!("{versions} versions and {files} files would be taken away, {bytes} bytes")
        }
    };
    let (young, age) = (done.young, aged(arguments.min_age));
    let until = done.young_until.as_deref().unwrap_or_default();
    let rest = match (language, young) {
        (Language::Chinese, 0) => format!("；没有因 --min-age {age} 多留的文件"),
        (Language::English, 0) => format!("; --min-age {age} keeps no others"),
        (Language::Chinese, _) => {
            format!("；另有 {young} 个多余文件不满 --min-age {age}，最晚保留到 {until}")
        }
        (Language::English, _) => {
            format!(
                "; {young} more are younger than --min-age {age} and stay, the last until {until}"
            )
        }
    };
    first + &rest
}

/// An age as it is given, in the largest unit that says it exactly.
fn aged(age: Duration) -> String {
    let seconds = age.as_secs();
    let units = [(86400, "d"), (3600, "h"), (60, "m")];
    let unit = units
        .into_iter()
        .find(|(unit, _)| seconds >= *unit && seconds.is_multiple_of(*unit));
    unit.map_or_else(
        || format!("{seconds}s"),
        |(unit, letter)| format!("{}{letter}", seconds / unit),
    )
}

/// `age = number [ "s" / "m" / "h" / "d" ]`, seconds without a letter.
fn age(given: &str) -> std::result::Result<Duration, String> {
    let digits = given.trim_end_matches(|one: char| one.is_ascii_alphabetic());
    let seconds = match &given[digits.len()..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86400,
        _ => 0,
    };
    let number: Option<u64> = digits.parse().ok().filter(|_| seconds > 0);
    let age = number.and_then(|number| number.checked_mul(seconds));
    age.map(Duration::from_secs)
        .ok_or_else(|| format!("`{given}` is no age; write 90s, 45m, 12h or 7d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_have_a_number_and_a_unit() {
        assert_eq!(age("7d"), Ok(Duration::from_secs(604_800)));
        assert_eq!(age("0"), Ok(Duration::ZERO));
        assert_eq!(age("90s"), Ok(Duration::from_secs(90)));
        for given in ["7d", "36h", "90m", "61s", "0s"] {
            assert_eq!(age(given).map(aged).as_deref(), Ok(given));
        }
        for wrong in ["", "d", "7w", "-1d", "7 d", "99999999999999999999d"] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }
}
