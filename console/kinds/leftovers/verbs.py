"""What can be asked of what is left over: to remove it."""

from console.kinds.parameter import TextParameter
from console.kinds.screen import ScreenName
from console.kinds.verb import Danger, Side, VerbSpec
from console.model.leftover import OF_REGIONS
from console.model.resource import LEFTOVER, Resource
from console.model.verb import Verb

SWEEP = Verb("sweep")
NAMED = TextParameter(name="named", metavar="ID", proposal="")
HELD = "leftovers"
"""What a sweep holds: there is one at a time."""

VERBS = (
    VerbSpec(
        id=SWEEP,
        action="sweep.start",
        key="w",
        danger=Danger.REMOVES,
        command=("sweep", "--remove"),
        rank=60,
        resource=LEFTOVER,
        parameters=(NAMED,),
        footer=frozenset({ScreenName.LEFTOVERS}),
        holds=lambda _request, _policy: HELD,
    ),
)
SIDES: dict[Resource, Side] = dict.fromkeys(
    (LEFTOVER, *(sort.resource for sort in OF_REGIONS)), Side.PUBLIC
)
