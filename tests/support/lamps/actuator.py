"""Lamps, as a pass acts on them: as buoys, but each wants to know whether there is fog."""

from buoys.actuator import BuoyActuator

from console.kinds.sources import Sources
from console.kinds.step import Ground
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from lamps.planner import FOG
from lamps.verbs import LAMP


class LampActuator(BuoyActuator):
    """Hangs and takes down. See `console.kinds.actuator.Actuator`."""

    resources = frozenset({LAMP})
    fog = False

    def estate(self, sources: Sources, ground: Ground) -> Estate:
        del sources
        seen = {FOG: SourceState(FOG, Freshness.FRESH)} if self.fog else {}
        return Estate(ground.now, sources=seen)


ACTUATOR = LampActuator()
