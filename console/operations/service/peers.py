"""Who is at the other end of a Unix socket, and of which groups: by the kernel and the system."""

import grp
import os
import pwd
import socket
import struct
from dataclasses import dataclass

CREDENTIALS = struct.Struct("3i")


@dataclass(frozen=True, slots=True)
class Peer:
    """An account of this host. `groups` are the names of all it belongs to."""

    uid: int
    user: str
    groups: frozenset[str]


def uid_of(connection: socket.socket) -> int:
    """The account whose process connected, as the kernel noted it then."""
    packed = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    _, uid, _ = CREDENTIALS.unpack(packed)
    return int(uid)


def peer(uid: int) -> Peer:
    """The account of that number: its groups are those of the system's lists, not of a process."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Peer(uid, str(uid), frozenset())
    numbers = os.getgrouplist(entry.pw_name, entry.pw_gid)
    return Peer(uid, entry.pw_name, frozenset(filter(None, map(_name, numbers))))


def myself() -> Peer:
    """The account of this process."""
    return peer(os.geteuid())


def gid_of(group: str) -> int | None:
    """The number of a group; None when this host has none of that name."""
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        return None


def _name(gid: int) -> str | None:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return None
