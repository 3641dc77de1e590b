"""Instances of the pools, one by one: found by name, their console, their page in a browser."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from console.desk.brands import brand_of
from console.desk.muster import Muster, Mustered
from console.desk.session import Session
from console.model.error import SourceUnreachable, UsageError
from console.model.estate import Estate, Identity
from console.model.instance import Instance
from console.model.notice import notice
from console.model.pool import Pool
from console.ports import ComputeReader
from console.redaction import hide_likely
from console.settings.model import Settings

LINES = 50
"""How much of a console is read where nobody says."""


def listed(
    session: Session, estate: Estate, pools: Iterable[Pool]
) -> Iterator[tuple[Pool, Mustered]]:
    """Every instance of some pools, those in quarantine too, by pool and name."""
    muster = Muster(session.policy.healing.grace_s)
    for pool in pools:
        rolls = (muster.roll(estate, pool, region) for region in estate.regions)
        rows = [
            row
            for roll in rolls
            if roll is not None
            for row in (*roll.members.values(), *roll.aside.values())
        ]
        yield from ((pool, row) for row in sorted(rows, key=lambda row: row.instance.name))


def named(estate: Estate, name: str) -> Instance:
    """The instance of a name or id.

    Raises UsageError where there is none, or several; SourceUnreachable where it may be in a
    region that is silent.
    """
    found = [one for one in estate.instances() if name in {one.name, one.id}]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(f"{one.id} ({one.region})" for one in found)
        raise UsageError(notice("instance.several", name=name, ids=ids))
    for source, state in estate.sources.items():
        if source.startswith("nova:") and state.failure is not None:
            raise SourceUnreachable(state.failure)
    raise UsageError(notice("instance.unknown", name=name))


def console_log(compute: ComputeReader, instance: Instance, lines: int = LINES) -> tuple[str, ...]:
    """The last lines of its console, without what is or looks like a secret. Raises SourceError."""
    said = compute.console_log(instance.region, instance.id, lines)
    return tuple(hide_likely(said).splitlines()[-lines:])


def page(settings: Settings, identity: Identity | None, instance: Instance) -> str | None:
    """Where a browser shows it; None where neither the settings nor the cloud's name say.

    The settings come first: the page itself, then Horizon's. `identity` is whose credentials
    read the cloud, None where it did not tell.
    """
    template = _template(settings, identity)
    if template is None:
        return None
    theirs = "" if identity is None else identity.project_id
    project = theirs if settings.ovhcloud is None else settings.ovhcloud.project
    values = {
        "id": instance.id,
        "name": instance.name,
        "region": instance.region,
        "project": project,
    }
    return template.format(**{key: quote(value, safe="") for key, value in values.items()})


def _template(settings: Settings, identity: Identity | None) -> str | None:
    own = settings.openstack
    if own.instance_page is not None:
        return own.instance_page
    if own.horizon is not None:
        return f"{own.horizon.rstrip('/')}/project/instances/{{id}}/"
    brand = None if identity is None else brand_of(identity.host)
    return None if brand is None else brand.instance_page
