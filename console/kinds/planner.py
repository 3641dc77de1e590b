"""The contract of a kind's planning half. Pure: values in, values out, no clock.

A kind's package has its own as `PLANNER` in its module `planner`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from console.kinds.draft import Draft, Facts, Standing
from console.model.estate import Estate
from console.model.operation import Operation
from console.model.plan import Author, Plan, PlannedChange, RefusalReason, Request
from console.model.policy import Policy, Record
from console.model.verb import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """One sort of resource, as planning sees it. The facts it is given are its own."""

    author: Callable[[Author, Estate, Iterable[PlannedChange]], Iterable[RefusalReason]]
    """Why somebody may not make these changes."""

    facts: Callable[[Request, Estate, Policy, Record, str], Facts | tuple[RefusalReason, ...]]
    """What judging a request takes, for an operation of that id; why there is not even that.

    The request may be another kind's, whose plan has changes of this one: it is given as
    it is, with those changes of the record that are this kind's own.
    """

    draft: Callable[[Any], Draft]
    """What the kind's own verbs come to."""

    standing: Callable[[Any, Operation, Verb], Standing]
    """What a target's family did, as a rollback or top-up (the verb) of it needs to know."""

    weigh: Callable[[Any, tuple[PlannedChange, ...]], Draft]
    """What taking a family back comes to: its `inverse` with rows, costs and cautions."""

    renew: Callable[[Any, Standing], Draft]
    """New ones in place of what a family lacks or misses."""

    follow: Callable[[Any, Draft], Draft] | None = None
    """A draft with what goes with its changes, whichever kind and verb they are of.

    What follows from others does so in a rollback and a top-up as well, and is not looked for
    in the record of what was asked of another kind.
    """

    marks: Callable[[str, Estate, Policy], frozenset[str]] = lambda *_: frozenset()
    """The operations that may be at work on a pool by the marks that its resources carry."""

    guards: Callable[[Plan, Any], Iterable[RefusalReason]]
    """What speaks against a plan's changes.

    Planning asks with all of them, the worker with those that it has not begun. The plan
    holds the kind's own changes alone; what their `after` names may be another kind's.
    """
