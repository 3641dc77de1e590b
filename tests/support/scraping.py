"""A real Prometheus that scrapes jobs once a second."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from process import free_port, program, running


def answers(url: str) -> bool:
    """Say whether an HTTP address answers 200."""
    try:
        with urlopen(url, timeout=1.0) as answer:  # noqa: S310 - loopback
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def scraping(
    home: Path, jobs: Sequence[dict[str, object]], alerting: Mapping[str, object] | None = None
) -> Iterator[str]:
    """Its address. `alerting`: what else its settings say, of rules and who is told of alerts."""
    pace = {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
    settings, port = home / "prometheus.json", free_port()
    settings.write_text(
        json.dumps({"global": pace, "scrape_configs": list(jobs), **(alerting or {})})
    )
    command = [
        program("prometheus"),
        "--rules.alert.resend-delay=1s",
        f"--config.file={settings}",
        f"--storage.tsdb.path={home / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    url = f"http://127.0.0.1:{port}"
    with running(command, log=home / "log", ready=lambda: answers(f"{url}/-/ready")):
        yield url
