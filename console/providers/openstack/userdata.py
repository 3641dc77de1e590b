"""Files of user data: what instances are given at their first boot.

Their content leaves this module in base64, into the body of a creation, and nowhere
else: it may hold secrets.
"""

import base64
import hashlib
import re
from pathlib import Path

from console.model.build import USER_DATA_BYTES, UserData
from console.model.error import CallRefused
from console.model.fixtures import UserDataFile
from console.model.notice import notice

PLACEHOLDER = re.compile(rb"@vigie:([^@\s]{0,32})@")
NAME = b"name"
KNOWN = frozenset({NAME, b"pool", b"datacenter"})
LONGEST = "x" * 63
"""A name of a length that none is over."""


def described(path: str) -> UserDataFile:
    """What a file is, without what is in it."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        why = notice("user_data.unreadable", path=path, text=error.strerror or "")
        return UserDataFile(why=why)
    wanted = set(PLACEHOLDER.findall(content))
    filled = _filled(content, dict.fromkeys(KNOWN, LONGEST))
    return UserDataFile(
        sha256=hashlib.sha256(content).hexdigest(),
        singly=NAME in wanted,
        bytes=len(base64.b64encode(filled)),
        strange=tuple(sorted(each.decode(errors="replace") for each in wanted - KNOWN)),
    )


def rendered(said: UserData, *, names: tuple[str, ...], pool: str, datacenter: str) -> str:
    """The file in base64, its placeholders filled in, for one instance or a batch.

    Raises CallRefused where it is not what was planned (any more), or not for a batch.
    """
    try:
        content = Path(said.path).read_bytes()
    except OSError as error:
        raise CallRefused(
            notice("user_data.unreadable", path=said.path, text=error.strerror or "")
        ) from None
    if said.sha256 and hashlib.sha256(content).hexdigest() != said.sha256:
        raise CallRefused(notice("guard.user_data_changed"))
    if len(names) > 1 and NAME in PLACEHOLDER.findall(content):
        raise CallRefused(notice("user_data.batch", path=said.path))
    filled = _filled(content, {NAME: names[0], b"pool": pool, b"datacenter": datacenter})
    encoded = base64.b64encode(filled).decode()
    if len(encoded) > USER_DATA_BYTES:
        long = notice("guard.user_data_large", path=said.path, n=len(encoded), most=USER_DATA_BYTES)
        raise CallRefused(long)
    return encoded


def _filled(content: bytes, values: dict[bytes, str]) -> bytes:
    """The content with what is known filled in; what is not stands as it is."""
    return PLACEHOLDER.sub(
        lambda found: values[found[1]].encode() if found[1] in values else found[0], content
    )
