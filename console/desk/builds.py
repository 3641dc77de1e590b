"""What each new instance of a plan is made with, in one short line for both faces."""

from collections.abc import Iterator

from console.locale import Locale
from console.model.build import Build, Part
from console.model.plan import Plan

ID_CELLS = 8
"""So much of an id or a hash tells one from another."""


def made(plan: Plan, locale: Locale) -> tuple[tuple[str, str], ...]:
    """Datacenters and what is made there, those alike together; where all are, no datacenter.

    Ids are of one region alone: what is alike but for them is told without.
    """
    homes = {change.region: change.datacenter for change in plan.changes}
    alike: dict[str, list[str]] = {}
    for region in plan.builds:
        alike.setdefault(said(plan.builds[region], locale), []).append(region)
    order = {row.datacenter: number for number, row in enumerate(plan.rows)}
    lines: list[tuple[list[str], str]] = []
    for text, regions in alike.items():
        places = sorted({homes.get(r, r) for r in regions}, key=lambda p: order.get(p, len(order)))
        alone = said(plan.builds[regions[0]], locale, ids=True)
        lines.append((places, text if len(regions) > 1 else alone))
    lines.sort(key=lambda each: order.get(each[0][0], len(order)))
    if len(lines) == 1:
        return (("", lines[0][1]),)
    return tuple((", ".join(places), text) for places, text in lines)


def said(build: Build, locale: Locale, *, ids: bool = False) -> str:
    """``b2-60 · windows-2022 (api-2026) · Ext-Net + vigie-private · user data 3fa9c01b``."""
    return " · ".join(_parts(build, locale, ids=ids))


def _parts(build: Build, locale: Locale, *, ids: bool) -> Iterator[str]:
    yield build.flavor.said
    yield _image(build.image, ids=ids)
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


def _image(image: Part, *, ids: bool) -> str:
    """By a tag it may be another one tomorrow: which one it is now is told by its id, too."""
    if not image.tag:
        return image.said
    return f"{image.said} ({image.tag}{f', {image.id[:ID_CELLS]}' if ids else ''})"
