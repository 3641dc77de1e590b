"""Where the engine keeps its own records, in what form, and with which limits."""

import json
from typing import Any

from dbos import DBOSConfig, Serializer
from sqlalchemy import URL

from console.operations.journal.database import POSTGRESQL_SOCKET, sqlite_file
from console.operations.worker.sqlite import SubsecondConnection
from console.redaction import hide

APPLICATION_VERSION = "1"
"""Raise it only when workflows in flight can no longer be continued by this code."""

SCHEMA = "vigie_engine"
SILENCE_S = 10.0
"""How long PostgreSQL lets a session of the engine be idle in a transaction."""


class JsonSerializer(Serializer):
    """Plain JSON: whoever can write the database cannot run code with it."""

    def serialize(self, data: Any) -> str:  # noqa: ANN401 - the engine's signature
        """JSON text; an exception becomes its type and text."""
        return json.dumps(data, default=_plain)

    def deserialize(self, serialized_data: str) -> Any:  # noqa: ANN401 - the engine's signature
        """The value again; an exception comes back as a RuntimeError."""
        value = json.loads(serialized_data)
        if isinstance(value, dict) and set(value) == {"error"}:
            return RuntimeError(value["error"])
        return value

    def name(self) -> str:
        """The name the engine stores with each value."""
        return "vigie_json"


def _plain(value: object) -> object:
    if isinstance(value, BaseException):
        return {"error": hide(f"{type(value).__name__}: {value}")}
    raise TypeError(type(value).__name__)


def configuration(url: URL, executor: str, serializer: Serializer) -> DBOSConfig:
    """The engine's settings for its records at `url`, which `tried` has found in order."""
    found: DBOSConfig = {
        "name": "vigie",
        "system_database_url": url.render_as_string(hide_password=False),
        "dbos_system_schema": SCHEMA,
        "application_version": APPLICATION_VERSION,
        "executor_id": executor,
        "serializer": serializer,
        "log_level": "WARNING",
        "console_log_level": "CRITICAL",
        "use_listen_notify": False,
    }
    if sqlite_file(url) is None:
        found["sys_db_idle_transaction_timeout_sec"] = SILENCE_S
        found["db_engine_kwargs"] = {"connect_args": dict(POSTGRESQL_SOCKET)}
    else:
        found["db_engine_kwargs"] = {"connect_args": {"factory": SubsecondConnection}}
    return found
