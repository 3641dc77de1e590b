"""What each new instance of a plan is made with, in one short line for both faces."""

from collections.abc import Iterator

from console.locale import Locale
from console.model.build import Build, Part
from console.model.plan import Plan

HASH_CELLS = 8
"""So much of a hash tells one file from another."""


def made(plan: Plan, locale: Locale) -> tuple[tuple[str, str], ...]:
    """Datacenters and what is made there, those alike together; where all are, no datacenter."""
    homes = {change.region: change.datacenter for change in plan.changes}
    order = {row.datacenter: number for number, row in enumerate(plan.rows)}
    alike: dict[str, set[str]] = {}
    for region, build in plan.builds.items():
        alike.setdefault(said(build, locale), set()).add(homes.get(region, region))
    if len(alike) == 1:
        return (("", next(iter(alike))),)
    lines = [(sorted(places, key=order.__getitem__), text) for text, places in alike.items()]
    lines.sort(key=lambda each: order[each[0][0]])
    return tuple((", ".join(places), text) for places, text in lines)


def said(build: Build, locale: Locale) -> str:
    """``win-b2-60 · windows-2022 (api-2026) · Ext-Net + vigie-private · user data 3fa9c01b``."""
    return " · ".join(_parts(build, locale))


def _parts(build: Build, locale: Locale) -> Iterator[str]:
    yield build.flavor.said
    yield _image(build.image)
    yield " + ".join(network.said for network in build.networks)
    if build.user_data is not None:
        yield locale.text("build.user_data", hash=build.user_data.sha256[:HASH_CELLS])
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
    """By a tag it may be another one tomorrow: of which day it is now is told, too."""
    if not image.tag:
        return image.said
    return f"{image.said} ({', '.join(filter(None, (image.tag, image.made_on)))})"
