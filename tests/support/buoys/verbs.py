"""What can be asked for: more buoys."""

from console.kinds.parameter import ChoiceParameter, FlagParameter, IntegerParameter, TextParameter
from console.kinds.screen import ScreenName
from console.kinds.verb import Danger, Side, VerbSpec
from console.model.resource import Resource
from console.model.verb import Verb

BUOY = Resource("buoy")
LAY = Verb("buoy-lay")
COUNT = IntegerParameter(name="count", words="buoy.count", metavar="N", minimum=1, default=2)
COLOUR = ChoiceParameter(
    name="colour", words="buoy.colour", choices=("red", "green"), default="red"
)
LIT = FlagParameter(name="lit", words="buoy.lit", default=False)
NAME = TextParameter(name="name", words="buoy.name", metavar="NAME", required=True)

VERBS = (
    VerbSpec(
        id=LAY,
        action="buoy.lay",
        key="u",
        danger=Danger.CHANGES,
        command=("buoy", "lay"),
        resource=BUOY,
        parameters=(COUNT, COLOUR, LIT, NAME),
        footer=frozenset({ScreenName.OVERVIEW}),
        holds=lambda _request, _policy: "buoys",
    ),
)
SIDES = {BUOY: Side.PUBLIC}
