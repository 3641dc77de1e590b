"""Nothing can be asked of lamps alone: they are changed with what bears them."""

from console.kinds.verb import Side, VerbSpec
from console.model.resource import Resource

LAMP = Resource("lamp")
VERBS: tuple[VerbSpec, ...] = ()
SIDES = {LAMP: Side.PUBLIC}
