"""What Alertmanager's API v2 answers (its `api/v2/openapi.yaml`), as far as it is used."""

from datetime import datetime

from msgspec import Struct, field


class AlertStatus(Struct):
    """What became of an alert."""

    state: str
    silencedBy: list[str] = field(default_factory=list)  # noqa: N815 - the API's
    inhibitedBy: list[str] = field(default_factory=list)  # noqa: N815 - the API's


class GettableAlert(Struct):
    """One alert of ``GET /api/v2/alerts``."""

    fingerprint: str
    startsAt: datetime  # noqa: N815 - the API's
    status: AlertStatus
    labels: dict[str, str]
    annotations: dict[str, str] = field(default_factory=dict)


class SilenceStatus(Struct):
    """``pending``, ``active`` or ``expired``."""

    state: str


class GettableMatcher(Struct):
    """One condition of a silence; before 0.22 there was no `isEqual`."""

    name: str
    value: str
    isRegex: bool  # noqa: N815 - the API's
    isEqual: bool = True  # noqa: N815 - the API's


class PostedSilence(Struct):
    """What ``POST /api/v2/silences`` answers."""

    silenceID: str  # noqa: N815 - the API's


class GettableSilence(Struct):
    """One silence of ``GET /api/v2/silences``."""

    id: str
    status: SilenceStatus
    createdBy: str  # noqa: N815 - the API's
    comment: str
    startsAt: datetime  # noqa: N815 - the API's
    endsAt: datetime  # noqa: N815 - the API's
    matchers: list[GettableMatcher] = field(default_factory=list)
