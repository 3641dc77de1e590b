"""The engine's own records: only plain values, and only where they can be kept."""

import sqlite3

import pytest

from console.model.error import UsageError
from console.operations.journal.database import parse_url
from console.operations.worker.records import (
    SQLITE_NEEDED,
    JsonSerializer,
    check_sqlite,
    system_url,
)


def test_a_sqlite_that_the_engine_cannot_work_with_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    check_sqlite()
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, SQLITE_NEEDED[1] - 1, 9))
    with pytest.raises(UsageError) as refused:
        check_sqlite()
    assert refused.value.notice.code == "engine.sqlite_too_old"
    assert refused.value.notice.values["needed"] == f"3.{SQLITE_NEEDED[1]}"


def test_records_lie_beside_a_file_and_in_the_same_server() -> None:
    assert str(system_url(parse_url("sqlite:////var/journal.db"))).endswith("/journal-engine.db")
    server = system_url(parse_url("postgresql://vigie@db.example/vigie"))
    assert (server.host, server.database) == ("db.example", "vigie")


def test_values_are_json_and_a_failure_comes_back_as_its_words() -> None:
    serializer = JsonSerializer()
    assert serializer.deserialize(serializer.serialize(["RBX", 1])) == ["RBX", 1]
    failed = serializer.deserialize(serializer.serialize(OSError("disk is full")))
    assert str(failed) == "OSError: disk is full"
    with pytest.raises(TypeError):
        serializer.serialize(object())
