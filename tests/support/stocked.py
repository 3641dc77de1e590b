"""Regions that have all that builds name, for tests whose subject is something else."""

from collections.abc import Collection, Iterable

from console.model.build import Build, Part
from console.model.fixtures import ACTIVE, AffinityGroup, Fixture, Fixtures, Image
from console.model.instance import Flavor

PLAIN = Build(Part("win-b2-60"), Part("windows-server-2022-api"), (Part("vigie-private"),))
"""As the template of the settings has it."""
B2_60 = Flavor("f-60", "win-b2-60", 16, 60000, 400)


def stocked(region: str, builds: Collection[Build]) -> Fixtures:
    """Each part once, under an id that is made of its name."""
    groups = [build.server_group for build in builds if build.server_group is not None]
    volumes = [build.boot_volume for build in builds if build.boot_volume is not None]
    return Fixtures(
        region=region,
        flavors=(
            B2_60,
            *(
                Flavor(*pair, 16, 60000, 400)
                for pair in _pairs(build.flavor for build in builds)
                if B2_60.name not in pair and B2_60.id not in pair
            ),
        ),
        images=tuple(
            Image(*pair, ACTIVE, tags=(pair[1],)) for pair in _pairs(b.image for b in builds)
        ),
        networks=tuple(Fixture(*p) for p in _pairs(n for b in builds for n in b.networks)),
        security_groups=tuple(
            Fixture(*pair) for pair in _pairs(g for b in builds for g in b.security_groups)
        ),
        server_groups=tuple(AffinityGroup(*pair) for pair in _pairs(groups)),
        keys=tuple(build.key_name for build in builds if build.key_name is not None),
        zones={b.availability_zone: True for b in builds if b.availability_zone is not None},
        volume_types=tuple(volume.type for volume in volumes if volume.type is not None),
    )


def _pairs(parts: Iterable[Part]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for part in parts:
        found[part.id or f"id-{part.said}"] = part.said
    return list(found.items())
