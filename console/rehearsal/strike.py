"""How a fault strikes a call: before it is carried out, or after."""

import asyncio

from starlette.types import Receive, Scope

from console.rehearsal.connection import cut, silence
from console.rehearsal.error_bodies import TITLES
from console.rehearsal.exchange import Answer, ApiError
from console.rehearsal.faults import AFTER, FATES, Struck

HTML_PAGE = b"<html><head><title>Maintenance</title></head><body>Back soon.</body></html>"
NONSENSE = b'{"weather": ["sunny", 21, null], "servers": "many"}'


class NoAnswer(Exception):
    """The connection was cut, or kept silent until the caller left."""


async def before(
    struck: tuple[Struck, ...], scope: Scope, receive: Receive
) -> Answer | ApiError | None:
    """What is answered in place of carrying the call out; None when it goes on."""
    for each in struck:
        mode = each.fault.mode
        if mode == "slow":
            await asyncio.sleep(each.fault.wall_s)
        elif mode not in AFTER and mode not in FATES:
            return await _instead(each, scope, receive)
    return None


async def _instead(each: Struck, scope: Scope, receive: Receive) -> Answer | ApiError:
    mode = each.fault.mode
    if mode == "down":
        await cut(scope, receive)
        raise NoAnswer
    if mode == "hang":
        await silence(receive)
        raise NoAnswer
    if mode == "html":
        return Answer(HTML_PAGE, media_type="text/html")
    if mode == "nonsense":
        return Answer(NONSENSE)
    return ApiError(each.status, TITLES.get(each.status, "Unexpected API Error."))


async def after(struck: tuple[Struck, ...], scope: Scope, receive: Receive) -> ApiError | None:
    """What is answered though the call was carried out; None for the answer it earned."""
    for each in struck:
        if each.fault.mode == "lost":
            await cut(scope, receive)
            raise NoAnswer
        if each.fault.mode == "late_error":
            return ApiError(504, TITLES[504])
    return None
