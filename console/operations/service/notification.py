"""What systemd is told: that the service is there, that it works, that it leaves."""

import os
import socket
from contextlib import suppress


def tell(state: str) -> None:
    """Send a state such as ``READY=1`` to who started this process, where it listens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.settimeout(1.0)
        out.sendto(state.encode(), address)
