"""What is opened late: by the first thread that asks it something, not by who is handed it.

An SDK's import or a database's opening would hold up the first paint.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Lock
from typing import Any, TypeVar, cast

from console.model.error import VigieError

Port = TypeVar("Port")


class StandIn:
    """Stands for one port until it is asked; a failed opening is tried again.

    It lets through what the port declares and nothing else: whoever holds a
    reading half cannot reach a mutator, whatever stands behind it. `apart`
    names what is asked of something else than the rest.
    """

    __slots__ = ("_apart", "_lock", "_made", "_make", "_names")

    def __init__(self, port: type, make: Callable[[], object], apart: Mapping[str, object]) -> None:
        self._names = frozenset(name for name in dir(port) if not name.startswith("_"))
        self._make = make
        self._apart = apart
        self._lock = Lock()
        self._made: list[object] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - typed by the port, see `stand_in`
        """What the port declares, of what stands behind it."""
        if name not in self._names:
            raise AttributeError(name)
        behind = self._apart[name] if name in self._apart else self._opened()
        return getattr(behind, name)

    def __dir__(self) -> list[str]:
        """The port's names."""
        return sorted(self._names)

    def _opened(self) -> object:
        if not self._made:
            with self._lock:
                if not self._made:
                    self._made.append(self._make())
        return self._made[0]


def opened(*ports: object) -> None:
    """Open what stands behind ports, where that is possible; who asks them tells why it is not."""
    for port in ports:
        if isinstance(port, StandIn):
            with suppress(VigieError):
                port._opened()  # noqa: SLF001 - its own module


def stand_in(
    port: type, make: Callable[[], Port], apart: Mapping[str, object] | None = None
) -> Port:
    """A port opened at the first question, in the thread that asks it. `make` does no I/O."""
    return cast("Port", StandIn(port, make, apart or {}))
