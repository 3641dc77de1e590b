"""A session as vCenter shows it (`UserSession`)."""

from typing import NamedTuple

from pyVmomi import vim

from console.rehearsal.vcenter.sessions import Login
from console.rehearsal.vcenter.values import Made, instant


class Shape(NamedTuple):
    """What is shown of a session."""

    key: str
    user: str
    began_at: float
    address: str
    agent: str
    calls: int


def shape_of(session: Login) -> Shape:
    """What is shown of a session."""
    return Shape(
        session.key,
        session.user.name,
        session.began_at,
        session.address,
        session.agent,
        session.calls,
    )


def make_session(raw: Shape) -> Made:
    """A `UserSession`."""
    return vim.UserSession(
        key=raw.key,
        userName=raw.user,
        fullName=raw.user.partition("@")[0],
        loginTime=instant(raw.began_at),
        lastActiveTime=instant(raw.began_at),
        locale="en",
        messageLocale="en",
        extensionSession=False,
        ipAddress=raw.address,
        userAgent=raw.agent,
        callCount=raw.calls,
    )
