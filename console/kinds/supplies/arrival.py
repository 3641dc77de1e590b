"""Judge what was delivered: mounted on every host, moved where it belongs, in service. Pure."""

from collections.abc import Iterable

from console.kinds.step import Ground, Step, failed, left
from console.kinds.supplies.act import Mounting, SupplyAct
from console.kinds.supplies.observation import SupplySight
from console.kinds.supplies.patience import settled
from console.kinds.vcenter import limits
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.private import Datastore, DatastoreKind, Host, PrivateView
from console.model.resource import HOST
from console.model.supply import (
    Billing,
)
from console.model.tracked import Tracked
from console.model.wanted import BILLING, CLUSTER, FOLDER, NAME, TASK

SHARED = frozenset({DatastoreKind.NFS, DatastoreKind.VSAN})
SEVERAL = 2
LATE = {
    "change.mounts_missing": "change.mounts_deadline",
    "change.host_lacks": "change.host_lacks_deadline",
}
"""What is said of it once it is too late, with what was missing to the last."""


def judge(tracked: Tracked, seen: SupplySight, ground: Ground) -> Step:
    """Look for it in vCenter, and wait until every host can use it."""
    if seen.private is None:
        return _dark(tracked, ground, tracked.change.why or _unseen(tracked))
    if tracked.change.resource == HOST:
        return _host(tracked, seen.private, ground)
    found = seen.private.datastore(_name(tracked))
    if found is None:
        return _late(tracked, ground, _unseen(tracked))
    known = tracked.identified(found.id)
    wrong = _unmounted(known, found, seen.private)
    if wrong is not None:
        mountings = tuple(Mounting(found.name, h.id) for h in _lacking(known, found, seen.private))
        return _late(known, ground, wrong, mountings)
    return _settle(known, found, seen, ground)


def _unmounted(tracked: Tracked, datastore: Datastore, view: PrivateView) -> Notice | None:
    """Why a datastore cannot be used everywhere yet."""
    if not _users(tracked, view):
        return notice("change.no_host", name=datastore.name)
    missing = _lacking(tracked, datastore, view)
    if missing:
        hosts = ", ".join(host.name for host in missing)
        return notice("change.mounts_missing", name=datastore.name, hosts=hosts)
    if not datastore.accessible:
        return notice("change.inaccessible", name=datastore.name)
    return None


def _users(tracked: Tracked, view: PrivateView) -> tuple[Host, ...]:
    """The hosts that must use it: all in service; of its cluster, where we mount it ourselves."""
    hosts = tuple(host for host in view.hosts if host.in_service)
    if tracked.change.wanted.get(BILLING) != Billing.OWNED.value:
        return hosts
    cluster = tracked.change.wanted.get(CLUSTER)
    return hosts if cluster is None else tuple(h for h in hosts if h.cluster_id == cluster)


def _lacking(tracked: Tracked, datastore: Datastore, view: PrivateView) -> tuple[Host, ...]:
    users = {host.id for host in _users(tracked, view)}
    return tuple(host for host in view.missing_mounts(datastore) if host.id in users)


def _settle(tracked: Tracked, found: Datastore, seen: SupplySight, ground: Ground) -> Step:
    """Mounted everywhere: into its folder, where it has one, and into service."""
    folder = tracked.change.wanted.get(FOLDER) or limits(ground).folder
    if not folder or found.folder == folder:
        return Step(tracked.at(Phase.IN_SERVICE, ground.now).keeping(task=None))
    if tracked.phase is not Phase.READY:
        return Step(tracked.step(Phase.READY, ground.now), SupplyAct.MOVE)
    reason = seen.tasks.fails(tracked)
    if reason is not None:
        why = notice("change.move_failed", name=found.name, folder=folder, reason=reason)
        return failed(tracked, ground, why)
    if ground.late(tracked, limits(ground).mount_deadline_s):
        why = notice("change.move_deadline", name=found.name, folder=folder)
        return failed(tracked, ground, why)
    if seen.tasks.runs(tracked) or not settled(tracked, ground):
        return Step(tracked)
    return Step(tracked.keeping(**{TASK: None}), SupplyAct.MOVE)


def _host(tracked: Tracked, view: PrivateView, ground: Ground) -> Step:
    name = _name(tracked)
    host = next((h for h in view.hosts if h.name == name), None)
    if host is None:
        return _late(tracked, ground, _unseen(tracked))
    known = tracked.identified(host.id)
    if not host.connected:
        return _late(known, ground, notice("change.host_disconnected", name=name))
    if host.in_maintenance:
        return _late(known, ground, notice("change.host_in_maintenance", name=name))
    missing = tuple(unmounted_on(host, view))
    if not missing:
        return Step(known.at(Phase.IN_SERVICE, ground.now))
    names = ", ".join(datastore.name for datastore in missing)
    why = notice("change.host_lacks", name=name, datastores=names)
    return _late(known, ground, why, tuple(Mounting(d.name, host.id) for d in missing))


def unmounted_on(host: Host, view: PrivateView) -> Iterable[Datastore]:
    """The datastores that the other hosts of its cluster share, and it cannot use."""
    others = {
        h.id
        for h in view.hosts
        if h.in_service and h.id != host.id and h.cluster_id == host.cluster_id
    }
    for datastore in view.datastores:
        users = {mount.host_id for mount in datastore.mounts if mount.usable}
        sharing = len(users & others)
        shared = sharing >= SEVERAL or (sharing > 0 and datastore.kind in SHARED)
        if shared and host.id not in users:
            yield datastore


def _late(
    tracked: Tracked, ground: Ground, why: Notice, mountings: tuple[Mounting, ...] = ()
) -> Step:
    """Wait, saying for what; at the deadline, say what is there and goes on being billed."""
    allowed_s = limits(ground).mount_deadline_s
    if not ground.late(tracked, allowed_s):
        return Step(tracked.said(why), SupplyAct.EXTEND if mountings else None, about=mountings)
    minutes = round(allowed_s / 60)
    code = LATE.get(why.code)
    if code is not None:
        return failed(tracked, ground, notice(code, **{**why.values, "minutes": minutes}))
    return failed(
        tracked, ground, notice("change.arrival_deadline", name=_name(tracked), minutes=minutes)
    )


def _dark(tracked: Tracked, ground: Ground, why: Notice) -> Step:
    """VCenter does not answer: nothing is said of what nobody looked at, for a long while."""
    allowed_s = limits(ground).mount_deadline_s
    if ground.lets_go:
        return left(tracked, ground, None)
    if not ground.forsaken(tracked, allowed_s):
        return Step(tracked.said(why))
    minutes = round(allowed_s / 60)
    return failed(
        tracked, ground, notice("change.arrival_deadline", name=_name(tracked), minutes=minutes)
    )


def _unseen(tracked: Tracked) -> Notice:
    return notice("change.not_in_vcenter", name=_name(tracked))


def _name(tracked: Tracked) -> str:
    """Its name in vCenter, where that is known; else ours."""
    return str(tracked.change.kept.get(NAME) or tracked.change.name)
