"""JSON and what was read of TOML into types, in any number of threads.

msgspec learns a type when it is first used, and keeps it half learnt meanwhile: a second
thread that uses the same type in that moment ends the process by a segmentation fault
(0.22, on every Python that was tried). Here each type is learnt once, by one thread at a
time; what is learnt is safe.
"""

from threading import Lock
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_decoders: dict[object, msgspec.json.Decoder[Any]] = {}
_learning = Lock()


def decoder(shape: type[T]) -> msgspec.json.Decoder[T]:
    """The one decoder of a type. Its `decode` raises msgspec.DecodeError, UnicodeDecodeError."""
    found = _decoders.get(shape)
    if found is None:
        with _learning:
            found = _decoders.get(shape)
            if found is None:
                found = _decoders[shape] = msgspec.json.Decoder(shape)
    return found


def decode(body: bytes | str | msgspec.Raw, shape: type[T]) -> T:
    """JSON as a type. Raises msgspec.DecodeError, UnicodeDecodeError."""
    return decoder(shape).decode(body)


def convert(value: object, shape: type[T]) -> T:
    """Plain values (of TOML, of a client) as a type. Raises msgspec.ValidationError."""
    decoder(shape)
    return msgspec.convert(value, shape)
