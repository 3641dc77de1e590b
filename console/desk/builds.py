"""What each new instance of a plan is made with, in one short line for both faces."""

from collections.abc import Iterator

from console.locale import Locale
from console.model.build import Build, Part
from console.model.plan import Plan

ID_CELLS = 8
"""So much of an id or a hash tells one from another."""


def made(plan: Plan, locale: Locale) -> tuple[tuple[str, str], ...]:
    """Datacenters and what is made there, those alike together; where all are, no datacenter."""
    homes = {change.region: change.datacenter for change in plan.changes}
    alike: dict[str, list[str]] = {}
    for region, build in plan.builds.items():
        place = homes.get(region, region)
        places = alike.setdefault(said(build, locale), [])
        if place not in places:
            places.append(place)
    order = {row.datacenter: number for number, row in enumerate(plan.rows)}
    for places in alike.values():
        places.sort(key=lambda place: order.get(place, len(order)))
    lines = sorted(alike.items(), key=lambda each: order.get(each[1][0], len(order)))
    if len(lines) == 1:
        return (("", lines[0][0]),)
    return tuple((", ".join(places), text) for text, places in lines)


def said(build: Build, locale: Locale) -> str:
    """``b2-60 · windows-2022 (api-2026) · Ext-Net + vigie-private · user data 3fa9c01b``."""
    return " · ".join(_parts(build, locale))


def _parts(build: Build, locale: Locale) -> Iterator[str]:
    yield build.flavor.said
    yield _image(build.image)
    yield " + ".join(network.said for network in build.networks)
    if build.user_data is not None:
        yield locale.text("build.user_data", hash=build.user_data.sha256[:ID_CELLS])
    if build.boot_volume is not None:
        volume = locale.text("build.volume", size=build.boot_volume.size_gib)
        yield f"{volume} {build.boot_volume.type}" if build.boot_volume.type else volume
    if build.server_group is not None:
        yield locale.text("build.group", name=build.server_group.said)
    if build.availability_zone is not None:
        yield locale.text("build.zone", name=build.availability_zone)
    if build.config_drive:
        yield locale.text("build.config_drive")


def _image(image: Part) -> str:
    """By a tag it may be another one tomorrow: which one it is now is told by its id, too."""
    return f"{image.said} ({image.tag}, {image.id[:ID_CELLS]})" if image.tag else image.said
