"""Real servers on loopback: Prometheus, PostgreSQL. Each on a free port, in its own directory."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from exporter import exporting
from process import free_port, program, running
from scraping import scraping

NAMES = {
    "RBX": ("api-rbx-001", "api-rbx-002", "api-rbx-003"),
    "GRA": ("api-gra-001", "api-gra-002"),
    "SBG": ("api-sbg-001",),
}
DOWN = "api-sbg-002"
POSTGRES_USER = "postgres"


def scrape_jobs(exporter_port: int, dead_port: int) -> list[dict[str, object]]:
    """One target an instance; the target's name becomes the label `instance`."""
    groups = [(names, place, exporter_port) for place, names in NAMES.items()]
    groups.append(((DOWN,), "SBG", dead_port))
    return [
        {
            "job_name": f"{place}-{port}",
            "static_configs": [
                {"targets": list(names), "labels": {"pool": "api", "datacenter": place}}
            ],
            "relabel_configs": [
                {"source_labels": ["__address__"], "target_label": "instance"},
                {"target_label": "__address__", "replacement": f"127.0.0.1:{port}"},
                {
                    "source_labels": ["instance"],
                    "target_label": "__metrics_path__",
                    "replacement": "/metrics/$1",
                },
            ],
        }
        for names, place, port in groups
    ]


@pytest.fixture(scope="session")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Prometheus that scrapes six live instances and a dead one."""
    home = tmp_path_factory.mktemp("prometheus")
    with (
        exporting() as exporter_port,
        scraping(home, scrape_jobs(exporter_port, free_port())) as url,
    ):
        yield url


def answers(url: str) -> bool:
    """Say whether a database takes sessions; its server listens before it does."""
    import psycopg  # noqa: PLC0415 - for whoever asks for the database alone

    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of an empty PostgreSQL of its own; also in VIGIE_LAB_POSTGRES."""
    places = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"))]
    initdb, server = program("initdb", *places), program("postgres", *places)
    user = POSTGRES_USER if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="vigie-postgres-"))
    if user is not None:
        shutil.chown(home, user, user)
    port = free_port()
    try:
        subprocess.run(
            [initdb, "-D", home / "data", "-U", POSTGRES_USER, "-A", "trust", "-N", "-E", "UTF8"],
            check=True,
            capture_output=True,
            user=user,
            cwd=home,
        )
        command = [server, "-D", home / "data", "-p", str(port), "-k", home]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        url = f"postgresql://{POSTGRES_USER}@127.0.0.1:{port}/postgres"
        log = home.parent / f"{home.name}.log"
        with running(command, log=log, ready=lambda: answers(url), user=user):
            before = os.environ.get("VIGIE_LAB_POSTGRES")
            os.environ["VIGIE_LAB_POSTGRES"] = url
            try:
                yield url
            finally:
                os.environ.pop("VIGIE_LAB_POSTGRES")
                if before is not None:
                    os.environ["VIGIE_LAB_POSTGRES"] = before
    finally:
        shutil.rmtree(home, ignore_errors=True)
        (home.parent / f"{home.name}.log").unlink(missing_ok=True)


@pytest.fixture
def new_database(postgres: str) -> Callable[[str], str]:
    """Makes an empty database by name, and gives its address."""
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is

    def create(name: str) -> str:
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"{postgres.rpartition('/')[0]}/{name}"

    return create


@pytest.fixture
def by_the_guide(postgres: str, tmp_path: Path) -> Iterator[str]:
    """The journal's database with the guide's roles; see `databases.as_role`."""
    from databases import set_up_by_the_guide  # noqa: PLC0415 - only where PostgreSQL is

    with set_up_by_the_guide(postgres, tmp_path / "guide") as address:
        yield address
