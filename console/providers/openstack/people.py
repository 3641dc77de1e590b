"""The names of those whose ids an action log carries, where Keystone tells them."""

import threading

import msgspec

from console.decoding import decode
from console.model.error import SourceError
from console.providers.openstack import wire
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.connection import Connection


class People:
    """User id → name, asked for once each: who may not ask Keystone keeps the id."""

    def __init__(self, calls: OpenStackCalls, connection: Connection) -> None:
        """Read through `calls`; the token's own user is known without a call."""
        self._calls = calls
        self._connection = connection
        self._lock = threading.Lock()
        self._names: dict[str, str | None] = {}

    def name(self, region: str, user_id: str) -> str:
        """GET /v3/users/{id}; the id where that is forbidden, unknown or fails."""
        with self._lock:
            if user_id not in self._names:
                self._names[user_id] = self._read(region, user_id)
            return self._names[user_id] or user_id

    def _read(self, region: str, user_id: str) -> str | None:
        try:
            own = self._calls.keystone(lambda: self._connection.speaks_for(user_id))
            if own is not None:
                return own
            body = self._calls.read("identity", region, f"users/{user_id}")
            return decode(body, wire.OneUser).user.name
        except (SourceError, msgspec.DecodeError, UnicodeDecodeError):
            return None
