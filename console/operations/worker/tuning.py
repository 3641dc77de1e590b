"""The worker's numbers, from the settings."""

from console.kinds.step import Tuning
from console.operations.journal.database import BUSY_TIMEOUT_MS
from console.settings.model import Settings


def tuning_of(settings: Settings) -> Tuning:
    """How passes are paced, and how long their calls may take."""
    private = settings.private_cloud
    storage = Tuning().supply_settle_s if private is None else private.storage.settle_s
    return Tuning(
        supply_settle_s=storage,
        pass_interval_s=settings.worker.pass_interval_s,
        settle_s=settings.worker.settle_s,
        create_attempts=settings.guards.create_attempts,
        breaker_after=settings.guards.breaker_after,
        parallel_calls=settings.openstack.parallel_calls,
        longest_call_s=longest_call_s(settings),
    )


def longest_call_s(settings: Settings) -> float:
    """How long one call of a pass may take at most, all its attempts included."""
    openstack, metrics, private = settings.openstack, settings.prometheus, settings.private_cloud
    bounds = [BUSY_TIMEOUT_MS / 1000, 2 * openstack.read_timeout_s, 2 * openstack.write_timeout_s]
    if metrics is not None:
        bounds.append(metrics.timeout_s * (1 + metrics.retries))
    if private is not None:
        vsphere, supply = private.vsphere, private.ovhcloud
        bounds.append(2 * (vsphere.connect_timeout_s + vsphere.read_timeout_s))
        if supply is not None:
            bounds.append(2 * supply.read_timeout_s)
    bounds += [one.write_timeout_s + 2 * one.timeout_s for one in settings.clusters.values()]
    return max(bounds)
