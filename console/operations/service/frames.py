"""What crosses the service's socket: one petition and one reply a connection, as framed JSON.

A frame is its length (four bytes, big-endian) and that many bytes of JSON; whoever
sends more than LARGEST, or takes longer than it may, is not listened to.
"""

import socket
import struct
import time
from typing import Literal, TypeVar

import msgspec

from console.decoding import decode
from console.model.error import Refused, SourceError, SourceUnreachable, UsageError, VigieError
from console.model.estate import Identity
from console.model.freeze import Scope
from console.model.keep import Family
from console.model.notice import Notice, notice
from console.model.plan import Origin, Plan
from console.model.private import PrivateAccount
from console.redaction import hide

VERSION = 1
LARGEST = 4 * 1024 * 1024
CHUNK = 65_536
LENGTH = struct.Struct(">I")

Frame = TypeVar("Frame")


class Petition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody asks. Who it is stands nowhere in it: the kernel says that."""

    version: int = VERSION
    want: Literal[
        "who",
        "submit",
        "stop",
        "due",
        "sweep",
        "restore",
        "freeze",
        "thaw",
        "suspend",
        "resume",
        "approve",
    ]
    plan: Plan | None = None
    operation: str = ""
    pool: str = ""
    reason: str = ""
    scope: Scope = Scope.EVERYTHING
    """Of `suspend` and `resume`: a service that knows no scopes does not understand these."""
    origin: Origin = Origin.CLI


class Objection(msgspec.Struct, frozen=True):
    """Why a petition came to nothing."""

    sort: Literal["refused", "usage", "source", "failed"]
    notice: Notice


class Powers(msgspec.Struct, frozen=True, kw_only=True):
    """Who serves, what the accounts it acts with may do, and what the one who asks may."""

    executor: str
    asks: bool
    identity: Identity | None = None
    account: PrivateAccount | None = None
    orderer: PrivateAccount | None = None


class Reply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer; `more` says that the same may be asked again for the rest."""

    version: int = VERSION
    fault: Objection | None = None
    operation: str = ""
    families: tuple[Family, ...] = ()
    more: bool = False
    powers: Powers | None = None


SORTS: dict[str, type[VigieError]] = {
    "refused": Refused,
    "usage": UsageError,
    "source": SourceUnreachable,
    "failed": VigieError,
}


def fault_of(error: VigieError) -> Objection:
    """An error as it crosses: without the service's secrets, which who asked does not know."""
    values = {name: hide(v) if isinstance(v, str) else v for name, v in error.notice.values.items()}
    said = Notice(error.notice.code, values)
    if isinstance(error, Refused):
        return Objection("refused", said)
    if isinstance(error, UsageError):
        return Objection("usage", said)
    return Objection("source" if isinstance(error, SourceError) else "failed", said)


def send(connection: socket.socket, frame: object, deadline: float) -> None:
    """Send one frame before the deadline (monotonic). Raises OSError, ValueError."""
    content = msgspec.json.encode(frame)
    if len(content) > LARGEST:
        raise ValueError(len(content))
    connection.settimeout(_left(deadline))
    connection.sendall(LENGTH.pack(len(content)) + content)


def receive(connection: socket.socket, sort: type[Frame], deadline: float) -> Frame:
    """Receive one frame before the deadline. Raises OSError, or UsageError for what is none."""
    (length,) = LENGTH.unpack(_exactly(connection, LENGTH.size, deadline))
    if length > LARGEST:
        raise UsageError(notice("service.too_large", limit=LARGEST))
    content = _exactly(connection, length, deadline)
    try:
        return decode(content, sort)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UsageError(notice("service.not_understood", version=VERSION)) from error


def _exactly(connection: socket.socket, length: int, deadline: float) -> bytes:
    got = bytearray()
    while len(got) < length:
        connection.settimeout(_left(deadline))
        piece = connection.recv(min(CHUNK, length - len(got)))
        if not piece:
            raise ConnectionResetError
        got += piece
    return bytes(got)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
