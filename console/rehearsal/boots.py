"""How an instance comes up: its timeline, and what its disks wait for."""

import random

from console.rehearsal.instance import RUNNING
from console.rehearsal.timeline import Timeline, Transition

DISKS = "block_device_mapping"


def spread(chance: random.Random, least: float, most_more: float) -> float:
    """A duration: at least so long, and rarely as much more as may be."""
    return least + most_more * chance.betavariate(2.0, 4.0)


def timeline(at: float, whole: float, *, failed: bool, stuck: bool, disks: bool) -> Timeline:
    """From the order on; `disks` on block storage are made before it is spawned."""
    scheduled = Transition(at, "BUILD", "scheduling")
    if stuck:
        return Timeline(scheduled)
    if failed:
        return Timeline(scheduled, Transition(at + whole * 0.03, "ERROR"))
    steps = [Transition(at + whole * 0.02, "BUILD", "networking")]
    if disks:
        steps.append(Transition(at + whole * 0.06, "BUILD", DISKS))
    return Timeline(
        scheduled,
        *steps,
        Transition(at + whole * (0.5 if disks else 0.06), "BUILD", "spawning"),
        Transition(at + whole, "ACTIVE", None, RUNNING),
    )


def disks_between(life: Timeline) -> tuple[float, float]:
    """When the disks are ready, and when they are attached: both before it is spawned."""
    up = life.first("ACTIVE") or 0.0
    began = life.state(float("-inf")).at
    return began + (up - began) * 0.4, began + (up - began) * 0.5
