"""Whether a region has all that instances are made with, before the first is asked for. Pure.

The planner and the worker ask the same; what could not be read is a reason as well.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from console.kinds.instances.facts import PoolFacts
from console.model.build import USER_DATA_BYTES, Build, Part
from console.model.estate import Estate
from console.model.fixtures import ACTIVE, UNREAD, Fixtures, Image, VolumeRoom, chosen
from console.model.instance import Flavor
from console.model.notice import Notice, notice
from console.model.place import Datacenter
from console.model.plan import Plan, RefusalReason
from console.model.pool import Pool

SHOWN = 5
ANTI_AFFINITY = "anti-affinity"


def lacking(facts: PoolFacts, plan: Plan, new: Mapping[str, int]) -> Iterator[RefusalReason]:
    """What speaks against so many new instances in each region, each cause once."""
    return _told(_lacking(facts, plan, new))


def unready(facts: PoolFacts, region: str) -> Iterator[RefusalReason]:
    """What stands in the way of one more instance in a region, what was not read too."""
    fixtures, said = facts.estate.fixtures.get(region), facts.build_in(region)
    label = _label(facts.datacenter_of(region), region)
    if fixtures is None:
        yield _fixtures_unread(label)
        return
    build = fixtures.settled(said)
    yield from unbuildable(build, replace(fixtures, region=label), 1)
    yield from _user_data(build, said, fixtures)


def missing(estate: Estate, pool: Pool, places: Iterable[Datacenter]) -> Iterator[RefusalReason]:
    """What stands in the way of one more instance of a pool anywhere, each cause once.

    A region of which nothing was read is left out: its source has said why.
    """
    found: list[RefusalReason] = []
    shared = {share.datacenter for share in pool.shares}
    for place in places:
        for region in place.regions if place.code in shared else ():
            fixtures = estate.fixtures.get(region)
            if fixtures is not None:
                said = pool.build_in(place.code)
                build = fixtures.settled(said)
                here = replace(fixtures, region=_label(place.code, region))
                found += [*unbuildable(build, here, 1), *_user_data(build, said, fixtures)]
    return _told(found)


def _lacking(facts: PoolFacts, plan: Plan, new: Mapping[str, int]) -> Iterator[RefusalReason]:
    for region, number in sorted(new.items()):
        fixtures = facts.estate.fixtures.get(region)
        label = _label(facts.datacenter_of(region), region)
        if fixtures is None:
            yield _fixtures_unread(label)
            continue
        build = plan.builds.get(region) or facts.made_in(region)
        said = facts.build_in(region)
        if not fixtures.means(said, build):
            why = notice("guard.build_changed", region=label, pool=facts.pool.name)
            yield RefusalReason("build.changed", why, notice("remedy.plan_again"))
            continue
        yield from unbuildable(build, replace(fixtures, region=label), number)
        yield from _user_data(build, said, fixtures)


def _fixtures_unread(label: str) -> RefusalReason:
    why = notice("guard.fixtures_unknown", region=label)
    return RefusalReason("fixtures", why, notice("remedy.refresh"), passing=True)


def _label(datacenter: str, region: str) -> str:
    """A region's name, with its datacenter's code where that does not begin it."""
    return region if region.startswith(datacenter) else f"{datacenter} {region}"


def _told(reasons: Iterable[RefusalReason]) -> Iterator[RefusalReason]:
    """Reasons that differ by their region alone, as one of all these regions."""
    causes: dict[str, list[RefusalReason]] = {}
    for reason in reasons:
        values = {name: v for name, v in reason.why.values.items() if name != "region"}
        cause = (reason.guard, reason.why.code, sorted(values.items()), reason.remedy)
        causes.setdefault(repr(cause), []).append(reason)
    for first, *others in causes.values():
        values = dict(first.why.values)
        if "region" in values:
            places = (str(reason.why.values["region"]) for reason in (first, *others))
            values["region"] = ", ".join(dict.fromkeys(places))
        yield replace(first, why=Notice(first.why.code, values))


def unbuildable(build: Build, fixtures: Fixtures, number: int) -> Iterator[RefusalReason]:
    """What of a build a region lacks, or has no place for, for so many more."""
    flavors = chosen(build.flavor, fixtures.flavors or ())
    images = fixtures.images_of(build.image)
    yield from _part("flavor", build.flavor, flavors, fixtures, fixtures.flavors)
    yield from _part("image", build.image, images, fixtures, fixtures.images)
    if len(flavors) == 1:
        yield from _able(flavors[0], fixtures)
    if len(images) == 1:
        yield from _fits(images[0], flavors[0] if len(flavors) == 1 else None, build, fixtures)
    for sort, parts, offered in (
        ("network", build.networks, fixtures.networks),
        ("security_group", build.security_groups, fixtures.security_groups),
    ):
        for part in parts:
            found = chosen(part, offered or ())
            yield from _part(sort, part, found, fixtures, offered)
            if any(each.bare for each in found):
                why = notice("guard.network_bare", region=fixtures.region, name=part.said)
                yield RefusalReason(f"build.{sort}", why, notice("remedy.subnet"))
    yield from _group(build, fixtures, number)
    yield from _named(build, fixtures)
    yield from _volumes(build, fixtures, number)


def cautions(facts: PoolFacts, regions: Iterable[str]) -> Iterator[Notice]:
    """What nobody could check, and what creating one by one costs."""
    apart: dict[str, list[str]] = {}
    singly, diskless = [], []
    for region in sorted(set(regions)):
        fixtures, build = facts.estate.fixtures.get(region), facts.made_in(region)
        if fixtures is None:
            continue
        yield from fixtures.untold.values()
        flavors = chosen(build.flavor, fixtures.flavors or ())
        if build.boot_volume is None and any(not each.disk_gib for each in flavors):
            diskless.append(region)
        group = build.server_group
        if group is not None and _apart(group, fixtures):
            apart.setdefault(group.said, []).append(region)
        if build.user_data is not None and build.user_data.singly:
            singly.append(region)
    for name, some in apart.items():
        yield notice("warning.anti_affinity", regions=", ".join(some), group=name)
    if diskless:
        yield notice("warning.diskless", regions=", ".join(diskless))
    if singly:
        yield notice("warning.singly", regions=", ".join(singly))


def _apart(group: Part, fixtures: Fixtures) -> bool:
    """Say whether the members of a group never share a host."""
    found = chosen(group, fixtures.server_groups or ())
    return any(each.policy == ANTI_AFFINITY for each in found)


def _part(
    sort: str,
    part: Part,
    found: Iterable[object],
    fixtures: Fixtures,
    offered: Iterable[object] | None,
) -> Iterator[RefusalReason]:
    """One thing, and only one, must be meant."""
    if offered is None:
        yield from _unread(sort, fixtures)
        return
    number, region = len(list(found)), fixtures.region
    if number == 1:
        return
    if number > 1:
        why = notice(f"guard.many_{sort}", region=region, name=part.said, n=number)
        yield RefusalReason(f"build.{sort}", why, notice("remedy.by_id"))
        return
    names = sorted({str(getattr(each, "name", "")) for each in offered} - {""})
    yield _missing(sort, part.said, names, region)


def _missing(sort: str, said: str, names: list[str], region: str) -> RefusalReason:
    """It is not there; what is, by names that are like it."""
    near = get_close_matches(said, names, n=3, cutoff=0.5)
    if near:
        remedy = notice("remedy.near", near=", ".join(near))
    elif names:
        some = [*names[:SHOWN], *(["…"] if len(names) > SHOWN else [])]
        remedy = notice("remedy.offered", names=", ".join(some))
    else:
        remedy = notice("remedy.make_it")
    return RefusalReason(
        f"build.{sort}", notice(f"guard.missing_{sort}", region=region, name=said), remedy
    )


def _unread(sort: str, fixtures: Fixtures) -> Iterator[RefusalReason]:
    """What could not be read is not there, for all that is known; what nobody tells is let be."""
    why = fixtures.unread.get(sort)
    if why is not None:
        yield RefusalReason(f"{UNREAD}{sort}", why, notice("remedy.refresh"), passing=True)


def _able(flavor: Flavor, fixtures: Fixtures) -> Iterator[RefusalReason]:
    if flavor.disabled:
        why = notice("guard.flavor_disabled", region=fixtures.region, name=flavor.name)
        yield RefusalReason("build.flavor", why, notice("remedy.flavor"))


def _fits(
    image: Image, flavor: Flavor | None, build: Build, fixtures: Fixtures
) -> Iterator[RefusalReason]:
    """An image must be active, and find the memory and the disk that it needs."""
    said, region = build.image.said or image.name, fixtures.region
    if image.status != ACTIVE:
        why = notice("guard.image_inactive", region=region, name=said, status=image.status)
        yield RefusalReason("build.image", why, notice("remedy.image"))
    if flavor is not None and image.ram_mib > flavor.ram_mib:
        why = notice(
            "guard.image_memory",
            region=region,
            name=said,
            needs=image.ram_mib,
            has=flavor.ram_mib,
            flavor=flavor.name,
        )
        yield RefusalReason("build.image", why, notice("remedy.flavor"))
    if build.boot_volume is not None:
        has, code = build.boot_volume.size_gib, "guard.image_volume"
    else:
        has, code = 0 if flavor is None else flavor.disk_gib, "guard.image_disk"
    # A flavor without a disk of its own gives as much as the image takes.
    if has and image.disk_gib > has:
        why = notice(code, region=region, name=said, needs=image.disk_gib, has=has)
        yield RefusalReason("build.image", why, notice("remedy.disk"))


def _group(build: Build, fixtures: Fixtures, number: int) -> Iterator[RefusalReason]:
    """A server group takes so many; whether there are hosts enough, no cloud tells."""
    group = build.server_group
    if group is None:
        return
    offered = fixtures.server_groups
    yield from _part("server_group", group, chosen(group, offered or ()), fixtures, offered)
    places = fixtures.places_in(group)
    left = None if places is None else places.left
    if left is not None and left < number:
        why = notice(
            "guard.group_full", region=fixtures.region, name=group.said, left=left, n=number
        )
        yield RefusalReason("quota.group", why, notice("remedy.group"))


def _named(build: Build, fixtures: Fixtures) -> Iterator[RefusalReason]:
    """What is known by its name alone: key, zone, volume type."""
    volume = build.boot_volume
    for sort, name, offered in (
        ("key", build.key_name, fixtures.keys),
        ("zone", build.availability_zone, fixtures.zones),
        ("volume_type", None if volume is None else volume.type, fixtures.volume_types),
    ):
        if name is None:
            continue
        if offered is None:
            yield from _unread(sort, fixtures)
        elif name not in offered:
            yield _missing(sort, name, sorted(offered), fixtures.region)
    zone = build.availability_zone
    if zone is not None and fixtures.zones is not None and fixtures.zones.get(zone) is False:
        why = notice("guard.zone_unavailable", region=fixtures.region, name=zone)
        yield RefusalReason("build.zone", why, notice("remedy.zone"), passing=True)


def _volumes(build: Build, fixtures: Fixtures, number: int) -> Iterator[RefusalReason]:
    """Volumes count in the quota of block storage, in all and of their type."""
    volume = build.boot_volume
    if volume is None:
        return
    yield from _unread("volume", fixtures)
    for sort in dict.fromkeys(("", volume.type or "")):
        room = fixtures.rooms.get(sort, VolumeRoom())
        values: dict[str, str | int] = {
            "region": fixtures.region,
            "n": number,
            "size": volume.size_gib,
        }
        if room.largest_gib is not None and 0 <= room.largest_gib < volume.size_gib:
            why = notice("guard.volume_large", **values, largest=room.largest_gib)
            yield RefusalReason("build.volume", why, notice("remedy.disk"))
        for name, allowance, needs in (
            ("volumes", room.volumes, number),
            ("gigabytes", room.gib, number * volume.size_gib),
        ):
            left = None if allowance is None else allowance.left
            if left is not None and left < needs:
                why = notice(f"guard.short_{name}", **values, left=left)
                yield RefusalReason(f"quota.{name}", why, notice("remedy.quota"))


def _user_data(build: Build, here: Build, fixtures: Fixtures) -> Iterator[RefusalReason]:
    """The file must be there, be filled in by somebody, fit, and be what was planned."""
    planned, said = build.user_data, here.user_data
    if planned is None and said is None:
        return
    found = None if said is None else fixtures.user_data.get(said.path)
    if planned is None or found is None:
        yield RefusalReason(
            "build.user_data", notice("guard.user_data_changed"), notice("remedy.plan_again")
        )
        return
    if found.why is not None:
        yield RefusalReason("build.user_data", found.why, notice("remedy.user_data"))
    elif found.strange:
        why = notice("guard.user_data_strange", path=planned.path, names=", ".join(found.strange))
        yield RefusalReason("build.user_data", why, notice("remedy.placeholders"))
    elif found.bytes > USER_DATA_BYTES:
        why = notice(
            "guard.user_data_large", path=planned.path, n=found.bytes, most=USER_DATA_BYTES
        )
        yield RefusalReason("build.user_data", why, notice("remedy.user_data_large"))
    elif planned.sha256 and planned.sha256 != found.sha256:
        why = notice("guard.user_data_changed")
        yield RefusalReason("build.user_data", why, notice("remedy.plan_again"))
