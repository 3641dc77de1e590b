"""Who draws the pictures, and where, is no part of them: every program here is told these."""

import pwd
import socket

_by_number = pwd.getpwuid


def _oncall(number: int) -> pwd.struct_passwd:
    return pwd.struct_passwd(("oncall", *_by_number(number)[1:]))


pwd.getpwuid = _oncall
socket.gethostname = lambda: "bastion"
