"""Why a change failed or waits, as its column has it: a notice, with its remedy within.

Programs of earlier releases read the notice and pass over the remedy.
"""

from dataclasses import dataclass, field

import msgspec

from console.decoding import decoder
from console.model.notice import Notice, NoticeValue
from console.model.operation import Change
from console.redaction import hide_json


@dataclass(frozen=True, slots=True)
class _Explained:
    code: str
    values: dict[str, NoticeValue] = field(default_factory=dict)
    remedy: Notice | None = None


_explained = decoder(_Explained)


def encode_why(change: Change) -> str | None:
    """JSON text of the explanation; None where there is none."""
    why, remedy = change.why, change.remedy
    if why is None:
        return None
    said = why if remedy is None else _Explained(why.code, why.values, remedy)
    return hide_json(msgspec.json.encode(said).decode())


def decode_remedy(text: str | None) -> Notice | None:
    """The remedy in it; of a text that cannot be read its notice says so."""
    if not text:
        return None
    try:
        return _explained.decode(text).remedy
    except msgspec.MsgspecError:
        return None
