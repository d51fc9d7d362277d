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
        let started = Command::new(named)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
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
            _server: server,
        })
    }

    fn put(&self, name: &str, text: &str) {
        let head = format!("PUT /lake/{name}");
        assert_eq!(request(self.port, &head, text.as_bytes()), 200, "{name}");
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
        server.put(&format!("in/{name}"), &short(name.len()));
    }
    let summary = ingest(port, kind, &[]);
    assert_eq!(
        (&summary["version"], &summary["new"]),
        (&1.into(), &2.into())
    );
    assert_eq!(ingest(port, kind, &[])["committed"], false);
    server.put("in/a.txt", &short(11));
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

#[test]
fn one_run_at_a_time_holds_the_lease() {
    let Some(server) = Server::start() else {
        return;
    };
    server.put("in/a.txt", &short(1));
    ingest(server.port, "parquet", &[]);
    let later = "{\"owner\":\"another\",\"until\":99999999999999}";
    server.put("parquet/.lock", later);
    let run = ["ingest", "s3://lake/in", "--to", "s3://lake/parquet"];
    let (code, _, err) = gongkai(server.port, &run);
    assert_eq!(code, 75, "{err}");
    server.put("parquet/.lock", &later.replace("99999999999999", "1"));
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
