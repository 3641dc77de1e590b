"""What a pass sees of the meter of its instances, kept with the change. Pure.

The cloud forgets what is deleted; the journal must not, or nobody can say what it cost.
"""

from dataclasses import replace

from console.kinds.instances.observation import InstanceSight
from console.kinds.step import Ground, Step
from console.model import meter
from console.model.instance import Instance
from console.model.meter import Meter
from console.model.tracked import Tracked
from console.model.wanted import METER


def metered(before: Tracked, step: Step, sight: InstanceSight, ground: Ground) -> Step:
    """The step, with when its instances were first ACTIVE, and gone, as far as was seen now.

    When one was gone is the cloud's word where it gives it, else the time of this pass.
    What had ended before this pass was not looked for, so that nothing is concluded.
    """
    if before.phase.final:
        return step
    kept = step.tracked.change.kept
    known = meter.read(str(kept.get(METER, "")))
    after = dict(known)
    for instance in _seen(step, sight):
        after[instance.id] = Meter(instance.id, instance.launched_at, None, instance.flavor)
    region = step.tracked.change.region
    if sight.proves_absence(region):
        for number, one in after.items():
            if one.ended_at is None and sight.numbered(region, number) is None:
                after[number] = replace(one, ended_at=sight.ended.get(number, ground.now))
    return step if after == known else replace(step, tracked=_keeping(step.tracked, after))


def _seen(step: Step, sight: InstanceSight) -> list[Instance]:
    """The change's instance, and those that its act is about: doubles, failed builds."""
    change = step.tracked.change
    number = change.resource_id
    own = None if number is None else sight.numbered(change.region, number)
    about = [one for one in step.about if isinstance(one, Instance)]
    return about if own is None else [own, *about]


def _keeping(tracked: Tracked, meters: dict[str, Meter]) -> Tracked:
    return tracked.keeping(**{METER: meter.written(meters.values())})
