"""A proxy in front of an S3 server that answers badly now and then, the same way in every run.

    fault_proxy.py LISTEN_PORT SERVER_PORT SEED

Of the requests, some are answered 503 before the server sees them, some after it has done what they ask (the outcome
is then unknown to the client), some bodies of answers are cut, some answers come late. Prints `ready`, and a line of
counts when its input ends.
"""

import http.client
import http.server
import json
import random
import sys
import threading
import time

COUNTS = {"requests": 0, "503 before": 0, "503 after": 0, "cut": 0, "late": 0}
LOCK = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def handle_one(self):
        with LOCK:
            COUNTS["requests"] += 1
            roll = RANDOM.random()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if roll < 0.06:
            return self.refuse("503 before")
        server = http.client.HTTPConnection("127.0.0.1", SERVER, timeout=60)
        server.request(self.command, self.path, body, dict(self.headers))
        answer = server.getresponse()
        data = answer.read()
        if roll < 0.12:
            return self.refuse("503 after")
        if roll < 0.15:
            count("late")
            time.sleep(0.3)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length", "date", "server"):
                self.send_header(name, value)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else None
        self.send_header("Content-Length", length or str(len(data)))
        self.end_headers()
        if 0.15 <= roll < 0.20 and len(data) > 1 and self.command == "GET":
            count("cut")
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            self.close_connection = True
            self.connection.close()
            return
        if self.command != "HEAD":
            self.wfile.write(data)

    def refuse(self, why):
        count(why)
        text = b"<Error><Code>SlowDown</Code></Error>"
        self.send_response(503)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_one


def count(what):
    with LOCK:
        COUNTS[what] += 1


LISTEN, SERVER, RANDOM = int(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
proxy = http.server.ThreadingHTTPServer(("127.0.0.1", LISTEN), Handler)
proxy.handle_error = lambda *_: None
threading.Thread(target=proxy.serve_forever, daemon=True).start()
print("ready", flush=True)
sys.stdin.read()
print(json.dumps(COUNTS), flush=True)
