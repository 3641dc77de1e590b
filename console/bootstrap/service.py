"""How a session's parts are made where the worker is a service. Making one does no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from console.desk.standin import stand_in
from console.ports import ComputeReader, JournalReader, PrivateReader, SupplyReader

if TYPE_CHECKING:  # most sessions have no service
    from collections.abc import Callable

    from console.bootstrap.parts import Parts
    from console.desk.session import Operator
    from console.model.notice import Notice
    from console.operations.service.remote import ServiceLine
    from console.settings.running import ServiceSettings


@dataclass(frozen=True, slots=True)
class Served:
    """The person's own accounts read; what may be changed is the service's to say."""

    settings: ServiceSettings
    line: ServiceLine

    def operator(self, journal: JournalReader) -> Callable[[], Operator]:
        """Who hands requests over."""
        from console.operations.service.remote import RemoteOperator  # noqa: PLC0415 - for who asks

        return partial(RemoteOperator, self.line, journal)

    def compute(self, parts: Parts) -> ComputeReader:
        """The public cloud by the person's own entry, and who acts on it."""
        openstack = parts.settings.openstack
        entry = openstack.read_cloud or openstack.cloud
        return stand_in(ComputeReader, lambda: parts.cloud_reader(entry), {"identity": self.line})

    def private(self, parts: Parts) -> PrivateReader | None:
        """The private cloud by the person's own account, and who acts on it."""
        makers = parts.private()
        if makers is None:
            return None
        return stand_in(PrivateReader, makers.reader, {"account": self.line})

    def supply(self, reader: SupplyReader | None) -> SupplyReader | None:
        """Where datastores and hosts come from, and who orders."""
        from console.operations.service.remote import OrderedBy  # noqa: PLC0415 - as above

        if reader is None:
            return None
        return stand_in(SupplyReader, lambda: reader, {"view": OrderedBy(reader, self.line)})

    @property
    def barred(self) -> Callable[[], Notice | None]:
        """Why this account may not ask; the system's lists are read once."""
        from console.operations.service.remote import barred  # noqa: PLC0415 - as above

        return cache(partial(barred, self.settings))

    def membership(self) -> tuple[str, frozenset[str]]:
        """This account's name, and of the service's groups those it is in."""
        from console.operations.service.peers import myself  # noqa: PLC0415 - as above

        me = myself()
        return me.user, me.groups & {self.settings.operators, self.settings.readers}


def served(parts: Parts, *, read_only: bool) -> Served | None:
    """What the settings' service makes of a session; None without one.

    A read-only session asks the service nothing.
    """
    settings = parts.settings.service
    if settings is None or read_only:
        return None
    from console.operations.service.remote import ServiceLine  # noqa: PLC0415 - for who has one

    return Served(settings, ServiceLine(Path(settings.socket)))
