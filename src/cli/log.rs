//! What a command says while it works: lines for people, or JSON objects for machines, on standard error.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::arguments::LogFormat;
use super::language::Language;
use super::message::told;
use super::tell;
use crate::error::Error;

/// Where messages go, and what stands on each.
#[derive(Debug)]
pub(super) struct Log {
    json: bool,
    quiet: bool,
    language: Language,
    run: String,
}

impl Log {
    /// Messages in `format`; only errors if `quiet`.
    pub(super) fn new(format: LogFormat, quiet: bool, language: Language) -> Self {
        Self {
            json: format == LogFormat::Json,
            quiet,
            language,
            run: run_id(),
        }
    }

    /// The run's own name, a UUID of version 7.
    pub(super) fn run(&self) -> &str {
        &self.run
    }

    /// The language of messages.
    pub(super) fn language(&self) -> Language {
        self.language
    }

    /// Whether bars, and what is said to people alone, have no place on standard error.
    pub(super) fn is_silent(&self) -> bool {
        self.json || self.quiet
    }

    /// Whether messages are for machines.
    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    /// Tells what was done: `text` to people, `fields` to machines.
    pub(super) fn info(&self, event: &str, text: &str, fields: Value) {
        self.say("info", event, Some(text), text, fields);
    }

    /// Tells people and machines of something doubtful.
    pub(super) fn warn(&self, event: &str, text: &str, fields: Value) {
        self.say("warn", event, Some(text), text, fields);
    }

    /// Tells machines alone that a run begins.
    pub(super) fn started(&self, text: &str, fields: Value) {
        self.say("info", "started", None, text, fields);
    }

    /// Tells machines alone: of what may come by the thousand.
    pub(super) fn detail(&self, event: &str, text: &str, fields: Value) {
        self.say("warn", event, None, text, fields);
    }

    /// Tells why the command ends.
    pub(super) fn error(&self, error: &Error, code: u8) {
        let text = told(error, self.language);
        if self.json {
            let mut fields = json!({"code": code});
            if let Some(path) = path(error) {
                fields["path"] = json!(path);
            }
            tell(&self.line("error", "failed", &text, fields));
        } else {
            tell(&format!("gongkai: {text}"));
        }
    }

    /// Tells what is wrong with an input that was asked for alone.
    pub(super) fn fault(&self, source: &str, why: &str) {
        if self.json {
            let fields = json!({"path": source});
            tell(&self.line("error", "rejected", why, fields));
        } else {
            tell(&format!("gongkai: {source}: {why}"));
        }
    }

    fn say(&self, level: &str, event: &str, people: Option<&str>, text: &str, fields: Value) {
        match (self.quiet, self.json, people) {
            (true, ..) | (_, false, None) => {}
            (_, true, _) => tell(&self.line(level, event, text, fields)),
            (_, false, Some(text)) => tell(&text),
        }
    }

    fn line(&self, level: &str, event: &str, text: &str, fields: Value) -> Value {
        let mut line = Map::new();
        line.insert("time".into(), json!(now()));
        line.insert("level".into(), json!(level));
        line.insert("run".into(), json!(self.run));
        line.insert("event".into(), json!(event));
        line.insert("message".into(), json!(text));
        if let Value::Object(fields) = fields {
            line.extend(fields);
        }
        Value::Object(line)
    }
}

/// The time, RFC 3339, UTC.
pub(super) fn now() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// What an error is about.
fn path(error: &Error) -> Option<String> {
    match error {
        Error::Read { path, .. }
        | Error::Write { path, .. }
        | Error::OutputNotEmpty { path }
        | Error::Encode { path, .. }
        | Error::Dataset { path, .. }
        | Error::Busy { path }
        | Error::Unavailable { path, .. } => Some(path.display().to_string()),
        Error::NoInput { pattern } => Some(pattern.clone()),
        _ => None,
    }
}

/// A UUID of version 7: the time in milliseconds, then what no other process has.
fn run_id() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let since = since.unwrap_or_default();
    let marker = Box::new(0u8);
    let seed = format!("{since:?} {} {marker:p}", std::process::id());
    let hash = blake3::hash(seed.as_bytes()).to_hex();
    let time = format!("{:012x}", since.as_millis());
    let variant = ['8', '9', 'a', 'b'][usize::from(hash.as_bytes()[20] & 3)];
    format!(
        "{}-{}-7{}-{variant}{}-{}",
        &time[..8],
        &time[8..12],
        &hash[..3],
        &hash[3..6],
        &hash[6..18]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_has_a_uuid_of_version_7() {
        let (one, two) = (run_id(), run_id());
        assert_ne!(one, two);
        let lengths: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(one.as_bytes()[14], b'7');
        assert!(b"89ab".contains(&one.as_bytes()[19]));
    }
}
