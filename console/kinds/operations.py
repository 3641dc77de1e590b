"""What can be asked of an operation, whatever it changed: undo it, complete it, stop it."""

from console.kinds.parameter import TextParameter
from console.kinds.verb import Danger, ScreenName, Target, VerbSpec
from console.model.verb import ROLLBACK, STOP, TOPUP

POOL = TextParameter(name="pool", words="rollback.pool", metavar="POOL")
"""Whose newest operation is meant, on the command line."""

VERBS = (
    VerbSpec(
        id=ROLLBACK,
        action="rollback.start",
        key="r",
        danger=Danger.REMOVES,
        command=("rollback",),
        rank=900,
        target=Target.UNDOABLE,
        form="sizing",
    ),
    VerbSpec(
        id=STOP,
        action="operation.stop",
        key="x",
        danger=Danger.CHANGES,
        command=("operations", "stop"),
        rank=910,
        target=Target.LIVE,
        screens=frozenset(ScreenName) - {ScreenName.INSTANCES},
    ),
    VerbSpec(
        id=TOPUP,
        action="topup.start",
        key="t",
        danger=Danger.CHANGES,
        command=("operations", "topup"),
        rank=920,
        target=Target.SHORT,
        screens=frozenset({ScreenName.OPERATIONS}),
        form="sizing",
    ),
)
