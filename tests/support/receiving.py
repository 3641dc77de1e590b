"""A server on loopback that takes notices, refuses them, or drips an answer that never ends."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """What came in: path and body of each POST."""

    status: int = 200
    drips: bool = False
    port: int = 0
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def receiving(*, status: int = 200, drips: bool = False) -> Iterator[Receiver]:
    """Serve until the block ends."""
    receiver = Receiver(status, drips)

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.paths.append(self.path)
            receiver.bodies.append(json.loads(body))
            self.send_response(receiver.status)
            with suppress(OSError):
                self.flush_headers()
                if not receiver.drips:
                    self.end_headers()
                while receiver.drips and not receiver.over.wait(0.1):
                    self.wfile.write(b"X-Drip: 1\r\n")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        server.server_close()
