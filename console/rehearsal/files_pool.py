"""The pool in the settings that a rehearsal writes: how its servers are made."""

import json

from console.rehearsal import reference
from console.rehearsal.loadbalancer.scenario import Balancing
from console.rehearsal.making import PoolMake

USER_DATA = "user-data"
"""The file beside the settings that they name."""
DEADLINE_S, DEADLINE_WALL_S = 1800.0, 120.0


def text(value: object) -> str:
    """A TOML basic string; JSON escapes the same way."""
    return json.dumps(str(value))


def pool(speed: float, make: PoolMake, balancing: Balancing) -> list[str]:
    """The lines of the pool."""
    lines = [
        f"[pools.{reference.POOL}]",
        f"baseline = {reference.BASELINE}",
        f"burst_to = {reference.BURST_TO}",
        f"ceiling = {reference.CEILING}",
        f"flavor = {text(reference.FLAVOR)}",
        *_made_of(make),
        f"name_pattern = '^{reference.POOL}-'",
        f"connections_per_instance = {reference.CONNECTIONS_PER_INSTANCE}",
        f"boot_deadline_s = {max(DEADLINE_S, DEADLINE_WALL_S * speed)}",
        "",
        f"[pools.{reference.POOL}.shares]",
    ]
    lines += [f"{site.datacenter} = {{ weight = {site.weight} }}" for site in reference.REGIONS]
    return [*lines, "", *_balancers(balancing)]


def _balancers(balancing: Balancing) -> list[str]:
    """The pool's load balancers by datacenter, where the scenario has them."""
    if balancing.pool != reference.POOL:
        return []
    lines: list[str] = []
    for site in reference.REGIONS:
        if not balancing.regions or site.region in balancing.regions:
            lines += [
                f"[pools.{reference.POOL}.load_balancers.{site.datacenter}]",
                f"pool = {text(balancing.pool)}",
                f"port = {balancing.port}",
                "",
            ]
    return lines


def _made_of(make: PoolMake) -> list[str]:
    image = f"{{ tag = {text(make.image_tag)} }}" if make.image_tag else text(reference.IMAGE)
    lines = [f"image = {image}"]
    if len(make.networks) == 1:
        lines.append(f"network = {text(make.networks[0])}")
    else:
        lines.append(f"networks = {_list(make.networks)}")
    if make.security_groups:
        lines.append(f"security_groups = {_list(make.security_groups)}")
    if make.server_group is not None:
        lines.append(f"server_group = {text(make.server_group.name)}")
    if make.availability_zone:
        lines.append(f"availability_zone = {text(make.availability_zone)}")
    if make.config_drive:
        lines.append("config_drive = true")
    if make.boot_volume is not None:
        size, kind = text(f"{make.boot_volume.size_gib}GB"), text(make.boot_volume.type)
        lines.append(f"boot_volume = {{ size = {size}, type = {kind} }}")
    if make.user_data:
        lines.append(f"user_data = {text(USER_DATA)}")
    return lines


def _list(names: tuple[str, ...]) -> str:
    return f"[{', '.join(map(text, names))}]"
