"""The metrics: what each figure's query found, and what is missing where it found nothing."""

from collections.abc import Iterator

from console.cli.checks.check import Check
from console.desk import vitals
from console.desk.session import Session
from console.model.estate import Estate, PoolLoad
from console.model.figure import FIGURES, Figure, Load
from console.model.notice import Notice, NoticeValue, notice
from console.model.serving import silence
from console.settings.metrics import PrometheusSettings
from console.settings.presets import metrics_of


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """One check a figure and pool; where the server is silent its source says so, once."""
    settings = session.settings.prometheus
    if settings is None:
        yield Check.hint("metrics", notice("metrics.absent"))
        return
    if silence(estate) is not None:
        return
    declared = {place.code for place in session.policy.datacenters}
    for pool in session.policy.pools:
        load = vitals.load(estate, pool)
        for name in FIGURES:
            yield _figure(settings, estate, pool, load, name)
        yield _health(settings, estate, pool)
        for stranger in sorted(load.by_datacenter.keys() - declared):
            said = notice(
                "doctor.metrics_place", label=settings.datacenter_label, value=stranger, pool=pool
            )
            yield Check.bad(f"{pool} metrics", said)


def _figure(
    settings: PrometheusSettings, estate: Estate, pool: str, load: PoolLoad, name: str
) -> Check:
    label = f"{pool} {name}"
    reason = load.reasons.get(name)
    if reason is not None:
        return Check.judged(label, ok=reason.code == "metrics.exporter_none", found=reason)
    found = {
        place: figure
        for place, one in load.by_datacenter.items()
        if (figure := _of(one, name)).value is not None
    }
    if not found:
        return Check.bad(label, _nothing(settings, pool, name))
    newest = max(figure.at for figure in found.values() if figure.at is not None)
    age = max(0, round((estate.at - newest).total_seconds()))
    silent = sorted(load.by_datacenter.keys() - found.keys())
    where: dict[str, NoticeValue] = {
        "n": len(found),
        "places": ", ".join(sorted(found)),
        "age": age,
    }
    if silent:
        return Check.bad(label, notice("doctor.metrics_part", silent=", ".join(silent), **where))
    return Check.well(label, notice("doctor.metrics_found", **where))


def _health(settings: PrometheusSettings, estate: Estate, pool: str) -> Check:
    reason = vitals.load(estate, pool).reasons.get("health")
    said = estate.health.get(pool)
    if reason is not None:
        return Check.bad(f"{pool} health", reason)
    if not said:
        return Check.bad(f"{pool} health", _nothing(settings, pool, "health"))
    values: dict[str, NoticeValue] = {
        "n": len(said),
        "up": sum(said.values()),
        "example": min(said),
    }
    label = settings.health_label(pool)
    ours = {i.name for view in estate.regions.values() for i in view.instances}
    known = not ours or bool(ours & said.keys())
    code = "doctor.metrics_health" if known else "doctor.metrics_strangers"
    return Check.judged(f"{pool} health", ok=known, found=notice(code, label=label, **values))


def _nothing(settings: PrometheusSettings, pool: str, name: str) -> Notice:
    asked = metrics_of(settings.query(name, pool))
    return notice("doctor.metrics_nothing", metrics=", ".join(asked), pool=pool)


def _of(load: Load, name: str) -> Figure:
    found: Figure = getattr(load, "p95_s" if name == "p95" else name)
    return found
