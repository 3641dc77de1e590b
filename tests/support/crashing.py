"""Vigie with one defect: a function of its own that, once it has its answer, fails and tells all.

A program: `python -P crashing.py MODULE:FUNCTION [arguments of vigie]`.
"""

import functools
import gc
import importlib
import sys
from typing import Any

DEPTH = 3
CONFIDANTS = {"Connection", "ServerAuth"}
"""Of these, whoever holds passwords and tokens; the defect tells all that there are."""


def spelled(value: object, depth: int = DEPTH) -> str:
    """A value and what it holds, whatever its `repr` keeps to itself."""
    slots = getattr(type(value), "__slots__", ())
    held = {name: getattr(value, name, None) for name in slots} | getattr(value, "__dict__", {})
    told = [f"{name}={spelled(each, depth - 1)}" for name, each in held.items() if depth]
    return ", ".join([repr(value), *told])


def defect(place: str) -> None:
    """Put the defect in."""
    module, _, path = place.partition(":")
    owner: Any = importlib.import_module(module)
    *owners, name = path.split(".")
    for each in owners:
        owner = getattr(owner, each)
    sound = getattr(owner, name)

    @functools.wraps(sound)
    def broken(*given: object, **options: object) -> None:
        answer = sound(*given, **options)
        confidants = [each for each in gc.get_objects() if type(each).__name__ in CONFIDANTS]
        told = [spelled(each) for each in (*given, *options.values(), answer, *confidants)]
        raise LookupError(f"the defect, with {'; '.join(told)}")

    setattr(owner, name, broken)


if __name__ == "__main__":
    defect(sys.argv.pop(1))
    from console.__main__ import main

    main()
