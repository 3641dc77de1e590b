"""How the public cloud is reached."""

from typing import Annotated

from msgspec import Meta

from console.settings.section import PerSecond, Seconds, Section


class OpenStackSettings(Section, frozen=True, kw_only=True):
    """The public cloud. `cloud` names an entry of clouds.yaml (None: OS_* variables).

    `read_cloud`, where set, is the entry the console itself uses, with reader
    credentials; the worker uses `cloud`. Rates are calls a second for the whole
    project, all regions together.
    """

    cloud: str | None = None
    read_cloud: str | None = None
    clouds_yaml: str | None = None
    instance_page: (
        Annotated[str, Meta(pattern=r"^https?://([^\s{}]|\{(id|name|region|project)\})+$")] | None
    ) = None
    """Where a browser shows an instance: {id}, {name}, {region} and {project} stand for its own."""
    horizon: Annotated[str, Meta(pattern=r"^https?://[^\s{}]+$")] | None = None
    """Where Horizon stands: it shows an instance where `instance_page` is not set."""
    compute_rate: PerSecond = 10.0
    network_rate: PerSecond = 10.0
    image_rate: PerSecond = 10.0
    volume_rate: PerSecond = 10.0
    object_rate: PerSecond = 10.0
    balancer_rate: PerSecond = 10.0
    identity_rate: PerSecond = 0.5
    connect_timeout_s: Seconds = 5.0
    read_timeout_s: Seconds = 30.0
    write_timeout_s: Seconds = 60.0
    page_size: Annotated[int, Meta(ge=1, le=1000)] = 1000
    batch_size: Annotated[int, Meta(ge=1, le=500)] = 50
    parallel_calls: Annotated[int, Meta(ge=1, le=64)] = 8
    changes_overlap_s: Seconds = 30.0
    full_list_every_s: Seconds = 300.0
