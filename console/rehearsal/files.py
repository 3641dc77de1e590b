"""The files a rehearsal writes: settings, clouds.yaml, and the one that says it is ready."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from console.rehearsal import reference, tokens
from console.rehearsal.clock import RehearsalClock
from console.rehearsal.files_pool import USER_DATA, pool, text
from console.rehearsal.files_private import VcenterPlace, cluster, private_cloud, secrets_toml
from console.rehearsal.loadbalancer.scenario import Balancing
from console.rehearsal.making import PoolMake
from console.rehearsal.private.accounts import Accounts
from console.rehearsal.reference import FLAVORS, REGIONS
from console.rehearsal.tokens import Tokens

OVERLAP_WALL_S, FULL_LIST_WALL_S = 30.0, 300.0
STALE_WALL_S = 120.0


class ReadyFile(msgspec.Struct, frozen=True):
    """Content of the ready file."""

    settings: str
    clouds_yaml: str
    endpoints: dict[str, str]


def endpoints(base: str, vcenter: VcenterPlace | None = None) -> dict[str, str]:
    """Where the services listen."""
    private = {} if vcenter is None else {"vcenter": vcenter.url}
    return {
        **private,
        "ovhcloud": f"{base}/ovhcloud/1.0",
        "identity": f"{base}/identity/v3",
        "prometheus": f"{base}/prometheus",
        "alertmanager": f"{base}/alertmanager",
        "rehearsal": f"{base}/rehearsal",
        **{f"compute/{site.region}": f"{base}/compute/{site.region}/v2.1" for site in REGIONS},
        **{f"network/{site.region}": f"{base}/network/{site.region}" for site in REGIONS},
        **{f"image/{site.region}": f"{base}/image/{site.region}" for site in REGIONS},
        **{
            f"load-balancer/{site.region}": f"{base}/load-balancer/{site.region}"
            for site in REGIONS
        },
        **{f"volume/{site.region}": f"{base}/volume/{site.region}/v3" for site in REGIONS},
    }


def write_all(
    folder: Path,
    base: str,
    clock: RehearsalClock,
    people: Tokens,
    private: tuple[VcenterPlace, Accounts] | None = None,
    *,
    make: PoolMake | None = None,
    balancing: Balancing | None = None,
    members: Sequence[str] = (),
) -> ReadyFile:
    """Write settings, secrets and clouds.yaml into a folder only this user may read.

    `private` is where vCenter listens and who may call it; without it the
    settings name no private cloud. `make` is how the pool's servers are made,
    `balancing` what they stand behind, `members` those of the databases' cluster.
    """
    make = make or PoolMake()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    clouds, settings = folder / "clouds.yaml", folder / "settings.toml"
    state = folder / "state"
    state.mkdir(mode=0o700, exist_ok=True)
    write_atomically(clouds, clouds_yaml(f"{base}/identity/v3", people))
    vcenter = None
    more: list[str] = []
    if private is not None:
        vcenter, accounts = private
        authority = folder / "vcenter.pem"
        write_atomically(authority, vcenter.certificate)
        write_atomically(folder / "secrets.toml", secrets_toml(accounts, clustered=bool(members)))
        more = private_cloud(vcenter, authority, f"{base}/ovhcloud/1.0", clock.speed)
        more += cluster([f"{base}/patroni/{name}" for name in members], clock.speed)
    if make.user_data:
        write_atomically(folder / USER_DATA, make.user_data)
    said = settings_toml(base, clouds, state, clock, more, make=make, balancing=balancing)
    write_atomically(settings, said)
    return ReadyFile(str(settings), str(clouds), endpoints(base, vcenter))


def write_ready(path: Path, ready: ReadyFile) -> None:
    """Say that the estate listens: the file is there in full or not at all."""
    write_atomically(path, msgspec.json.encode(ready).decode())


def write_atomically(path: Path, text: str) -> None:
    """Write beside, with no rights for others, then rename."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)


def clouds_yaml(auth_url: str, people: Tokens) -> str:
    """Three clouds: a member, its application credential, a reader. JSON is YAML."""
    regions = [site.region for site in REGIONS]
    common = {"regions": regions, "identity_api_version": "3", "interface": "public"}

    def by_password(user: tokens.User) -> dict[str, object]:
        auth = {
            "auth_url": auth_url,
            "username": user.name,
            "password": user.password,
            "project_name": tokens.PROJECT,
            "user_domain_name": tokens.DOMAIN,
            "project_domain_name": tokens.DOMAIN,
        }
        return {**common, "auth": auth}

    credential = people.credential
    by_credential = {
        **common,
        "auth_type": "v3applicationcredential",
        "auth": {
            "auth_url": auth_url,
            "application_credential_id": credential.id,
            "application_credential_secret": credential.secret,
        },
    }
    clouds = {
        "vigie": by_password(people.member),
        "vigie-appcred": by_credential,
        "vigie-reader": by_password(people.reader),
    }
    return json.dumps({"clouds": clouds}, indent=2) + "\n"


def settings_toml(
    base: str,
    clouds: Path,
    state: Path,
    clock: RehearsalClock,
    private: Sequence[str] = (),
    *,
    make: PoolMake | None = None,
    balancing: Balancing | None = None,
) -> str:
    """Settings of the reference estate, its clock running as the rehearsal's does.

    `private` are the lines of `[private_cloud]`, `make` is how the pool's servers are made.
    """
    return "\n".join(
        (
            "# Written by the rehearsal that this file describes.",
            *_estate(clock),
            *_sources(base, clouds, clock.speed),
            *pool(clock.speed, make or PoolMake(), balancing or Balancing()),
            *(private or _prices()),
            "[guards]",
            f"stale_after_s = {STALE_WALL_S}",
            "",
            "[journal]",
            f"state_dir = {text(state)}",
            "",
            "[worker]",
            "idle_exit_s = 30.0",
            "# Wall time. An order here is served or lost at once, and the slowest fault holds a",
            "# call for 2 s: after 3 s it is listed or was never made. Were it later, its double",
            "# would be removed.",
            "settle_s = 3.0",
            "",
            "[watch]",
            "# Estate time runs faster than the wall's: look more often, so that counts climb.",
            "instances_busy_s = 1.5",
            "metrics_busy_s = 1.0",
            "balancers_s = 10.0",
            "balancers_busy_s = 3.0",
            "private_busy_s = 2.0",
            "",
        )
    )


def _estate(clock: RehearsalClock) -> list[str]:
    lines = [
        "[estate]",
        f"name = {text(reference.ESTATE)}",
        'environment = "rehearsal"',
        'timezone = "Europe/Paris"',
        'allowed_countries = ["FR"]',
        "",
        "[clock]",
        f"wall_epoch = {text(_instant(clock.wall_epoch))}",
        f"estate_epoch = {text(_instant(clock.estate_epoch))}",
        f"speed = {float(clock.speed)}",
        "",
    ]
    for site in REGIONS:
        lines += [
            "[[datacenters]]",
            f"code = {text(site.datacenter)}",
            f"name = {text(site.name)}",
            f"country = {text(site.country)}",
            f"regions = [{text(site.region)}]",
            "",
        ]
    return lines


def _instant(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


def _sources(base: str, clouds: Path, speed: float) -> list[str]:
    return [
        "[openstack]",
        'cloud = "vigie"',
        f"clouds_yaml = {text(clouds)}",
        f"changes_overlap_s = {OVERLAP_WALL_S * max(1.0, speed)}",
        f"full_list_every_s = {FULL_LIST_WALL_S}",
        "",
        "[prometheus]",
        f"url = {text(f'{base}/prometheus')}",
        "",
        "[alertmanager]",
        f"url = {text(f'{base}/alertmanager')}",
        'answers = { PoolEmpty = "heal", DatastoreNearlyFull = "datastore-add" }',
        "",
    ]


def _prices() -> list[str]:
    lines = [
        "[prices]",
        'source = "public list, undated"',
        "",
        "[prices.hourly]",
    ]
    lines += [f"{text(flavor.name)} = {text(flavor.euro_per_hour)}" for flavor in FLAVORS]
    return [*lines, ""]
