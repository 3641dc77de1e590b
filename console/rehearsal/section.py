"""What every table of a scenario file is made of."""

from typing import Annotated

from msgspec import Meta, Struct

Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[int, Meta(ge=1)]
NotNegative = Annotated[int, Meta(ge=0)]
Limit = Annotated[int, Meta(ge=-1)]
"""-1 is no limit."""
Seconds = Annotated[float, Meta(ge=0)]


class ScenarioSection(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every table: immutable, and an unknown key is an error."""
