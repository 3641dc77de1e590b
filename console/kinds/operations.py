"""What can be asked of an operation, whatever it changed: undo it, complete it, stop it."""

from console.kinds.parameter import OperationParameter, PoolParameter
from console.kinds.screen import ScreenName
from console.kinds.verb import Danger, Target, VerbSpec
from console.model.verb import ROLLBACK, STOP, TOPUP

NEWEST = OperationParameter(name="operation", metavar="OPERATION", argument=True)
"""Without an id it is the newest that fits."""
NAMED = OperationParameter(name="operation", metavar="OPERATION", argument=True, required=True)
POOL = PoolParameter(name="pool", words="rollback.pool", metavar="POOL")
"""Whose newest operation is meant."""

VERBS = (
    VerbSpec(
        id=ROLLBACK,
        action="rollback.start",
        key="r",
        danger=Danger.REMOVES,
        command=("rollback",),
        rank=900,
        target=Target.UNDOABLE,
        parameters=(NEWEST, POOL),
        sheds=True,
    ),
    VerbSpec(
        id=STOP,
        action="operation.stop",
        key="x",
        danger=Danger.CHANGES,
        command=("operations", "stop"),
        rank=910,
        target=Target.LIVE,
        parameters=(NAMED,),
        screens=frozenset(ScreenName) - {ScreenName.INSTANCES, ScreenName.ALERTS},
    ),
    VerbSpec(
        id=TOPUP,
        action="topup.start",
        key="t",
        danger=Danger.CHANGES,
        command=("operations", "topup"),
        rank=920,
        target=Target.SHORT,
        parameters=(NAMED,),
        screens=frozenset({ScreenName.OPERATIONS}),
    ),
)
