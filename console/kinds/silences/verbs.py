"""What can be asked of alerts: to keep some silent for a while, and to end that."""

from decimal import Decimal

from console.kinds.parameter import Asked, DurationParameter, TextParameter, WordsParameter
from console.kinds.screen import ScreenName
from console.kinds.verb import Danger, Side, VerbSpec
from console.model import silence
from console.model.plan import Request
from console.model.policy import Policy
from console.model.resource import SILENCE, Resource
from console.model.verb import Verb

SILENCING = Verb("silence")
UNSILENCING = Verb("unsilence")
MATCHERS = WordsParameter(name="matchers", metavar="MATCHER", argument=True, required=True)
LASTING = DurationParameter(name="lasting", option="--for", metavar="TIME", proposal="2h")
UNSAID = Decimal(2)
"""Hours, where nobody says for how long."""
NUMBER = TextParameter(name="silence", metavar="ID", argument=True, required=True)
HERE = frozenset({ScreenName.ALERTS})


def _spelled(asked: Asked, policy: Policy) -> Asked:
    """The matchers as they are kept, and how long where it was not said. Raises UsageError."""
    del policy
    text = asked.get(MATCHERS.name)
    if text is None:
        return asked
    spelled = silence.spelled(silence.parse(str(text)))
    return {LASTING.name: UNSAID, **asked, MATCHERS.name: spelled}


def _held(request: Request, policy: Policy) -> str:
    del policy
    return silence.key(MATCHERS.of(request) or NUMBER.of(request) or "")


VERBS = (
    VerbSpec(
        id=SILENCING,
        action="silence.start",
        key="z",
        danger=Danger.CHANGES,
        command=("alerts", "silence"),
        rank=70,
        resource=SILENCE,
        parameters=(MATCHERS, LASTING),
        screens=HERE,
        footer=HERE,
        complete=_spelled,
        holds=_held,
    ),
    VerbSpec(
        id=UNSILENCING,
        action="silence.end",
        key="Z",
        danger=Danger.CHANGES,
        command=("alerts", "unsilence"),
        rank=71,
        resource=SILENCE,
        parameters=(NUMBER,),
        screens=HERE,
        footer=frozenset(),  # of a silenced alert alone
        holds=_held,
    ),
)
SIDES: dict[Resource, Side] = {SILENCE: Side.PUBLIC}
