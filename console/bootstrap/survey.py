"""What somebody may look over before there are settings. Making it does no I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.settings.openstack import OpenStackSettings

if TYPE_CHECKING:  # for `settings init` alone
    from console.ports import CloudSurvey
    from console.settings.metrics import PrometheusSettings


def entries(clouds_yaml: str | None) -> tuple[str | None, ...]:
    """The entries of clouds.yaml, and None for the OS_* variables. Raises SourceError."""
    from console.providers.openstack.survey import entries as found  # noqa: PLC0415 - loads the SDK

    return found(clouds_yaml)


def cloud_survey(cloud: str | None, clouds_yaml: str | None) -> CloudSurvey:
    """Who looks over a cloud by its entry."""
    from console.providers.openstack.survey import OpenStackSurvey  # noqa: PLC0415 - as above

    return OpenStackSurvey(OpenStackSettings(cloud=cloud, clouds_yaml=clouds_yaml), cloud)


def series(settings: PrometheusSettings) -> dict[str, int]:
    """How many series a metrics server has of each preset. Raises SourceError."""
    from console.providers.access import ServerKeys  # noqa: PLC0415 - as above
    from console.providers.prometheus.trial import series as found  # noqa: PLC0415 - as above

    return found(settings, ServerKeys())
