"""What instances of the pool `api` tell Prometheus: one path an instance, real exposition format.

`/metrics/NAME` answers for one instance. Every instance carries the same load;
counters grow with time, so that rates are what `LOAD` says.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


@dataclass(frozen=True)
class InstanceLoad:
    """What one instance carries; three quarters of the answers take under 100 ms."""

    connections: int = 20_000
    requests_per_s: float = 400.0
    error_ratio: float = 0.01
    cpu: float = 0.62


LOAD = InstanceLoad()


def exposition(elapsed_s: float, load: InstanceLoad = LOAD) -> str:
    """One instance's metrics in Prometheus' text format, after so many seconds of life."""
    total = load.requests_per_s * elapsed_s
    failed = total * load.error_ratio
    lines = [
        "# TYPE vigie_connections gauge",
        f"vigie_connections {load.connections}",
        "# TYPE vigie_cpu_ratio gauge",
        f"vigie_cpu_ratio {load.cpu}",
        "# TYPE vigie_requests_total counter",
        f'vigie_requests_total{{code="200"}} {total - failed}',
        f'vigie_requests_total{{code="503"}} {failed}',
        "# TYPE vigie_request_duration_seconds histogram",
    ]
    for edge in BUCKETS_S:
        within = total * min(1.0, 0.5 + edge * 2.5)
        lines.append(f'vigie_request_duration_seconds_bucket{{le="{edge}"}} {within}')
    lines.append(f'vigie_request_duration_seconds_bucket{{le="+Inf"}} {total}')
    lines.append(f"vigie_request_duration_seconds_count {total}")
    lines.append(f"vigie_request_duration_seconds_sum {total * 0.1}")
    return "\n".join(lines) + "\n"


@contextmanager
def exporting(told: Callable[[str, float], str] | None = None) -> Iterator[int]:
    """Serve on a free port of loopback; gives the port. `told` makes the text of a path."""
    born = time.monotonic()
    make = told or (lambda _path, elapsed_s: exposition(elapsed_s))

    class Exposition(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = make(self.path.strip("/"), time.monotonic() - born).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Exposition)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
