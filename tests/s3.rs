//! Sources and datasets on S3, against a server that the tests start, with and without faults before it.
//!
//! Needs `moto_server` (PyPI: `moto[server]`) and `python3` on the path; skips with a line without them.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::archive::{Content, content, short};
use crate::support::project;

#[allow(clippy::print_stdout)]
fn say(line: &str) {
    println!("{line}");
}

/// A process that ends with the test.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An S3 server of the test's own.
struct Server {
    port: u16,
    /// What it was asked, a line a request.
    log: tempfile::NamedTempFile,
    _server: Ends,
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

fn answers(port: u16, patience: Duration) -> bool {
    let end = Instant::now() + patience;
    while Instant::now() < end {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    false
}

/// A header that the server takes for a key's; it does not check signatures.
const KEY: &str = "Authorization: AWS4-HMAC-SHA256 Credential=test/20240101/us-east-1/s3/aws4_request, \
                   SignedHeaders=host, Signature=0\r\n";

/// Sends a request as it stands and returns the answer's status.
fn request(port: u16, head: &str, body: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    let head = format!(
        "{head} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {}\r\nConnection: close\r\n{KEY}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream.write_all(body).expect("sent");
    let mut answer = String::new();
    let _ = BufReader::new(stream).read_line(&mut answer);
    let status = answer.split(' ').nth(1).unwrap_or_default();
    status.parse().unwrap_or(0)
}

impl Server {
    /// Starts it, with a bucket; `None` where it cannot be had.
    fn start() -> Option<Self> {
        let port = free_port();
        let named = std::env::var("GONGKAI_MOTO").unwrap_or_else(|_| "moto_server".into());
        let log = tempfile::NamedTempFile::new().expect("a file");
        let started = Command::new(named)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.reopen().expect("a file"))
            .spawn();
        let Ok(child) = started else {
            say("skipped: moto_server is missing");
            return None;
        };
        let server = Ends(child);
        if !answers(port, Duration::from_secs(60)) {
            say("skipped: moto_server does not answer");
            return None;
        }
        assert_eq!(request(port, "PUT /lake", b""), 200, "a bucket");
        Some(Self {
            port,
            log,
            _server: server,
        })
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        let head = format!("PUT /lake/{name}");
        assert_eq!(request(self.port, &head, content.as_ref()), 200, "{name}");
    }

    /// How often it was asked for what begins so since it started.
    fn asked(&self, request: &str) -> usize {
        let log = fs::read_to_string(self.log.path()).expect("a log");
        log.lines().filter(|line| line.contains(request)).count()
    }

    fn drop(&self, name: &str) {
        assert_eq!(
            request(self.port, &format!("DELETE /lake/{name}"), b""),
            204
        );
    }
}

/// Runs the command against the server at `port`: exit code, standard output, standard error.
fn gongkai(port: u16, arguments: &[&str]) -> (i32, String, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(arguments)
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_REGION", "us-east-1")
        .env("LC_ALL", "zh_CN.UTF-8")
        .stdin(Stdio::null())
        .output()
        .expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = ran.status.code().expect("no signal");
    (code, text(&ran.stdout), text(&ran.stderr))
}

/// A run of the archive into the dataset.
#[track_caller]
fn ingest(port: u16, kind: &str, more: &[&str]) -> Value {
    let to = format!("s3://lake/{kind}");
    let base = [
        "ingest",
        "s3://lake/in",
        "--to",
        &to,
        "--kind",
        kind,
        "--summary",
        "json",
    ];
    let (code, out, err) = gongkai(port, &[&base[..], more].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(out.lines().last().expect("a summary")).expect("JSON")
}

/// What a reader sees of the dataset: it is copied to a folder first.
fn seen(server: &Server, kind: &str) -> Content {
    let folder = tempfile::tempdir().expect("a folder");
    copy(server.port, kind, folder.path());
    content(folder.path(), kind).expect("a version")
}

/// Names of the objects below a prefix of the bucket.
fn names(port: u16, prefix: &str) -> Vec<String> {
    let body = get(
        port,
        &format!("?list-type=2&max-keys=1000&prefix={prefix}/"),
    );
    let text = String::from_utf8_lossy(&body).into_owned();
    let keys = text.split("<Key>").skip(1);
    keys.map(|rest| rest.split("</Key>").next().unwrap_or_default().to_owned())
        .collect()
}

fn get(port: u16, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    let head = format!("GET /lake/{path} HTTP/1.0\r\nHost: 127.0.0.1\r\n{KEY}\r\n");
    stream.write_all(head.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("answered");
    assert!(
        answer[..16].windows(3).any(|three| three == b"200"),
        "{path}"
    );
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    answer.split_off(end.expect("a head") + 4)
}

fn copy(port: u16, prefix: &str, to: &Path) {
    for name in names(port, prefix) {
        let below = name.strip_prefix(&format!("{prefix}/")).expect("below");
        let path = to.join(below);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        let escaped = name.replace('=', "%3D");
        fs::write(path, get(port, &escaped)).expect("written");
    }
}

/// Three nights through `port`: new, one corrected, one deleted. The server itself keeps the archive.
fn three_nights(server: &Server, port: u16, kind: &str) {
    for name in ["a.txt", "b/c.txt"] {
        server.put(&format!("in/{name}"), short(name.len()));
    }
    let summary = ingest(port, kind, &[]);
    assert_eq!(
        (&summary["version"], &summary["new"]),
        (&1.into(), &2.into())
    );
    assert_eq!(ingest(port, kind, &[])["committed"], false);
    server.put("in/a.txt", short(11));
    let summary = ingest(port, kind, &[]);
    assert_eq!(
        (&summary["version"], &summary["changed"]),
        (&2.into(), &1.into())
    );
    server.drop("in/b/c.txt");
    let summary = ingest(port, kind, &["--prune"]);
    assert_eq!(
        (&summary["version"], &summary["retracted"]),
        (&3.into(), &1.into())
    );
}

/// The same nights in folders.
fn expected(kind: &'static str) -> Content {
    let archive = crate::support::archive::Archive::new(kind);
    fs::create_dir(archive.input().join("b")).expect("made");
    archive.put("a.txt", &short(5));
    archive.put("b/c.txt", &short(7));
    archive.run(&[]);
    archive.put("a.txt", &short(11));
    archive.run(&[]);
    archive.take("b/c.txt");
    archive.run(&["--prune"]);
    content(&archive.data(), kind).expect("a version")
}

#[test]
fn three_nights_on_s3_are_as_in_a_folder() {
    let Some(server) = Server::start() else {
        return;
    };
    for kind in ["parquet", "delta"] {
        three_nights(&server, server.port, kind);
        assert!(seen(&server, kind) == expected(kind), "{kind}");
        let address = format!("s3://lake/{kind}");
        let (code, out, err) = gongkai(server.port, &["diff", &address, "1", "2"]);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("~ document a.txt"), "{out}");
        let gc = ["gc", &address, "--keep", "1", "--min-age", "0"];
        let (code, _, err) = gongkai(server.port, &gc);
        assert_eq!(code, 0, "{err}");
        assert!(seen(&server, kind) == expected(kind), "{kind} after gc");
        let (_, out, _) = gongkai(server.port, &["history", &address, "--format", "json"]);
        let events: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(events[0]["readable"], false);
        assert_eq!(events[2]["readable"], true);
        let left = names(server.port, kind);
        assert!(
            !left.iter().any(|name| name.ends_with(".lock")),
            "leases are given back"
        );
    }
}

#[test]
fn a_server_that_fails_now_and_then_loses_and_doubles_nothing() {
    let Some(server) = Server::start() else {
        return;
    };
    for (kind, seed) in [("parquet", "1"), ("delta", "2")] {
        let port = free_port();
        let started = Command::new("python3")
            .arg(project("tests/readers/fault_proxy.py"))
            .args([
                &port.to_string(),
                &server.port.to_string(),
                &seed.to_owned(),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut child) = started else {
            say("skipped: python3 is missing");
            return;
        };
        let (input, output) = (child.stdin.take(), child.stdout.take().expect("piped"));
        let _ends = Ends(child);
        let mut lines = BufReader::new(output).lines();
        assert_eq!(lines.next().and_then(Result::ok).as_deref(), Some("ready"));
        three_nights(&server, port, kind);
        assert!(seen(&server, kind) == expected(kind), "{kind}");
        drop(input);
        let counts = lines.next().and_then(Result::ok).unwrap_or_default();
        say(&format!("{kind}: {counts}"));
        let counts: Value = serde_json::from_str(&counts).expect("counts");
        assert!(counts["503 after"].as_u64() > Some(0) && counts["cut"].as_u64() > Some(0));
    }
}

/// A ZIP file of a report and a folder with another.
#[cfg(feature = "archive")]
fn zipped(first: usize) -> Vec<u8> {
    crate::ingest::packed(&[("one.txt", short(first)), ("b/two.txt", short(4))])
}

#[cfg(feature = "archive")]
#[test]
fn archives_in_a_bucket_stand_for_their_members() {
    let Some(server) = Server::start() else {
        return;
    };
    let archive = crate::support::archive::Archive::new("parquet");
    let both = |bytes: &[u8]| {
        server.put("in/a.zip", bytes);
        fs::write(archive.input().join("a.zip"), bytes).expect("written");
    };
    both(&zipped(1));
    server.put("in/plain.txt", short(3));
    archive.put("plain.txt", &short(3));
    let summary = ingest(server.port, "parquet", &[]);
    archive.run(&[]);
    assert_eq!(summary["written"], 3, "{summary}");
    assert!(seen(&server, "parquet") == content(&archive.data(), "parquet").expect("a version"));
    assert_eq!(server.asked("GET /lake/in/a.zip "), 1, "it is copied once");
    let idle = ingest(server.port, "parquet", &[]);
    assert_eq!(
        (&idle["unchanged"], &idle["committed"]),
        (&3.into(), &false.into())
    );
    both(&zipped(2));
    let summary = ingest(server.port, "parquet", &["--prune"]);
    archive.run(&["--prune"]);
    assert_eq!(
        (&summary["changed"], &summary["unchanged"]),
        (&1.into(), &2.into())
    );
    assert!(seen(&server, "parquet") == content(&archive.data(), "parquet").expect("a version"));
    // What ends as an archive does and is none is rejected as such.
    server.put("in/a.zip", b"PK\x03\x04 and nothing more");
    let summary = ingest(server.port, "parquet", &["--prune"]);
    assert_eq!(
        (&summary["rejected"], &summary["retracted"]),
        (&1.into(), &2.into())
    );
}

#[test]
fn a_new_object_is_fetched_once() {
    let Some(server) = Server::start() else {
        return;
    };
    // Of equal size, so that their bytes are compared besides.
    let names = ["a.txt", "b.txt", "c/d.txt"];
    for (number, name) in names.iter().enumerate() {
        server.put(&format!("in/{name}"), short(number));
    }
    let summary = ingest(server.port, "parquet", &[]);
    assert_eq!(summary["written"], 3, "{summary}");
    assert_eq!(server.asked("GET /lake/in/"), 3);
}

#[test]
fn a_listing_of_many_pages_is_read_to_its_end() {
    let Some(server) = Server::start() else {
        return;
    };
    // Hidden ones fill the first page, which holds a thousand.
    for number in 0..1001 {
        server.put(&format!("in/.old/{number}"), "1");
    }
    server.put("in/a-b.txt", short(1));
    server.put("in/a/b.txt", short(2));
    let before = server.asked("GET /lake?");
    let summary = ingest(server.port, "parquet", &[]);
    assert_eq!(summary["written"], 2, "{summary}");
    assert!(server.asked("GET /lake?") - before >= 2);
    assert_eq!(
        ingest(server.port, "parquet", &["--prune"])["committed"],
        false
    );
}

#[test]
fn a_dataset_within_a_bucket_that_is_read_is_no_source() {
    let Some(server) = Server::start() else {
        return;
    };
    server.put("in/a.txt", short(1));
    ingest(server.port, "parquet", &[]);
    let all = [
        "ingest",
        "s3://lake",
        "--to",
        "s3://lake/all",
        "--summary",
        "json",
    ];
    for run in 1..=2 {
        let (code, out, err) = gongkai(server.port, &all);
        assert_eq!(code, 0, "{err}");
        let summary: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(
            (&summary["outputs"], &summary["found"]),
            (&2.into(), &3.into()),
            "run {run}"
        );
        assert_eq!(err.matches("s3://lake/parquet:").count(), 1, "{err}");
    }
}

#[test]
fn one_run_at_a_time_holds_the_lease() {
    let Some(server) = Server::start() else {
        return;
    };
    server.put("in/a.txt", short(1));
    ingest(server.port, "parquet", &[]);
    let later = "{\"owner\":\"another\",\"until\":99999999999999}";
    server.put("parquet/.lock", later);
    let run = ["ingest", "s3://lake/in", "--to", "s3://lake/parquet"];
    let (code, _, err) = gongkai(server.port, &run);
    assert_eq!(code, 75, "{err}");
    server.put("parquet/.lock", later.replace("99999999999999", "1"));
    let (code, _, err) = gongkai(server.port, &run);
    assert_eq!(code, 0, "a lease that ran out is taken over: {err}");
}

#[test]
fn a_server_that_is_gone_is_tried_again_later() {
    let run = ["ingest", "s3://lake/in", "--to", "s3://lake/parquet"];
    let (code, _, err) = gongkai(free_port(), &run);
    assert_eq!(code, 75, "{err}");
    assert!(err.contains("s3://lake/"), "{err}");
}

#[test]
fn https_has_its_provider() {
    let ran = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(["ingest", "s3://lake/in", "--to", "s3://lake/parquet"])
        .env(
            "AWS_ENDPOINT_URL",
            format!("https://127.0.0.1:{}", free_port()),
        )
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_REGION", "us-east-1")
        .output()
        .expect("it starts");
    let told = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(75), "{told}");
    assert!(
        !told.contains("panicked") && !told.contains("provider"),
        "{told}"
    );
}

/// Runs `openssl` in `folder`; whether it is there and went well.
fn openssl(folder: &Path, arguments: &str) -> bool {
    let ran = Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(folder)
        .stdin(Stdio::null())
        .output();
    ran.is_ok_and(|ran| ran.status.success())
}

#[test]
fn a_server_behind_tls_is_believed_with_the_certificate_of_its_authority() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = "subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n";
    fs::write(folder.path().join("name"), name).expect("written");
    let new = "req -newkey rsa:2048 -nodes -subj /CN=gongkai";
    let made = [
        format!("{new} -x509 -keyout ca.key -out ca.pem -days 2 -addext basicConstraints=critical,CA:TRUE"),
        format!("{new} -keyout key.pem -out request.pem"),
        "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -out cert.pem -days 2 -extfile name"
            .to_owned(),
    ];
    if !made
        .iter()
        .all(|arguments| openssl(folder.path(), arguments))
    {
        return say("skipped: openssl is missing");
    }
    let port = free_port();
    let named = std::env::var("GONGKAI_MOTO").unwrap_or_else(|_| "moto_server".into());
    let started = Command::new(named)
        .args(["-H", "127.0.0.1", "-p", &port.to_string()])
        .args(["-s", "-c", "cert.pem", "-k", "key.pem"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(child) = started else {
        return say("skipped: moto_server is missing");
    };
    let _server = Ends(child);
    assert!(answers(port, Duration::from_secs(60)));
    let run = |authority: &str| {
        let ran = Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .args(["ingest", "s3://none/in", "--to", "s3://none/parquet"])
            .env("AWS_ENDPOINT_URL", format!("https://127.0.0.1:{port}"))
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_REGION", "us-east-1")
            .env("SSL_CERT_FILE", folder.path().join(authority))
            .output()
            .expect("it starts");
        String::from_utf8_lossy(&ran.stderr).into_owned()
    };
    let answered = run("ca.pem");
    assert!(
        answered.contains("NoSuchBucket"),
        "the server answers: {answered}"
    );
    let refused = run("none.pem");
    assert!(!refused.contains("NoSuchBucket"), "{refused}");
}
