"""Nothing can be asked of members alone: they are changed with the instances that they lead to."""

from console.kinds.verb import Side, VerbSpec
from console.model.resource import MEMBER, Resource

VERBS: tuple[VerbSpec, ...] = ()

SIDES: dict[Resource, Side] = {MEMBER: Side.PUBLIC}
