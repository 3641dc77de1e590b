"""What can be asked of a virtual machine: other sizes, a reboot of its guest, power."""

from console.kinds.parameter import (
    BytesParameter,
    FlagParameter,
    IntegerParameter,
    TextParameter,
    WordsParameter,
)
from console.kinds.screen import ScreenName
from console.kinds.verb import Among, Danger, Side, VerbSpec
from console.model.plan import Request
from console.model.policy import Policy
from console.model.resource import MACHINE, Resource
from console.model.verb import Verb

VM_RESIZE = Verb("vm-resize")
VM_REBOOT = Verb("vm-reboot")
VM_START = Verb("vm-start")
NAME = TextParameter(name="machine", metavar="NAME", argument=True, required=True)
NAMES = WordsParameter(
    name=NAME.name, words="machines", metavar="NAME", argument=True, required=True
)
VCPUS = IntegerParameter(name="vcpus", metavar="N", minimum=1)
MEMORY = BytesParameter(
    name="memory_bytes", words="memory", option="--memory", metavar="SIZE", memory=True
)
RESTART = FlagParameter(name="allow_restart", default=False)
SNAPSHOT = FlagParameter(name="snapshot", default=False)


def _holds(request: Request, policy: Policy) -> str:
    """The machine's pool, or the first one's; the machine itself where it has none."""
    machine = next(iter(NAMES.parts(NAME.of(request) or "")), "")
    pool = policy.private.pool_of(machine) if policy.private else None
    return pool.name if pool else machine


VERBS = (
    VerbSpec(
        id=VM_RESIZE,
        action="machine.resize",
        key="v",
        danger=Danger.CHANGES,
        command=("vm", "resize"),
        rank=40,
        resource=MACHINE,
        parameters=(NAME, VCPUS, MEMORY, RESTART, SNAPSHOT),
        rules=(Among((VCPUS.name, MEMORY.name), "cli.vcpus_or_memory", most=2),),
        footer=frozenset({ScreenName.PRIVATE}),
        form="resize",
        holds=_holds,
    ),
    VerbSpec(
        id=VM_REBOOT,
        action="machine.reboot",
        key="R",
        danger=Danger.CHANGES,
        command=("vm", "reboot"),
        rank=41,
        resource=MACHINE,
        parameters=(NAME,),
        screens=frozenset({ScreenName.PRIVATE}),
        footer=frozenset(),
        holds=_holds,
    ),
    VerbSpec(
        id=VM_START,
        action="machine.start",
        key="S",
        danger=Danger.CHANGES,
        command=("vm", "start"),
        rank=42,
        resource=MACHINE,
        parameters=(NAMES,),
        screens=frozenset({ScreenName.PRIVATE}),
        footer=frozenset(),
        holds=_holds,
    ),
)
SIDES: dict[Resource, Side] = {MACHINE: Side.PRIVATE}
