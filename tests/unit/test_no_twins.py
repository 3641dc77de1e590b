"""No logic stands in two places: statements are compared by shape, whatever their names."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

CONSOLE = Path(__file__).resolve().parents[2] / "console"
MOST_LINES = 12
"""So many lines may look alike by chance."""

Place = tuple[str, int]


LOCAL = {(ast.Name, "id"), (ast.arg, "arg"), (ast.arg, "annotation"), (ast.FunctionDef, "returns")}
"""What a copy would change: local names and types."""


def shape(node: object, known: dict[int, int]) -> int:
    """What a statement does, whatever it calls its variables; `known` by the nodes' ids."""
    if isinstance(node, list):
        return hash(tuple([shape(each, known) for each in node]))
    if not isinstance(node, ast.AST):
        return hash(repr(node))
    if id(node) not in known:
        kind = type(node)
        fields = [field for field in kind._fields if (kind, field) not in LOCAL]
        parts = [shape(getattr(node, field, None), known) for field in fields]
        known[id(node)] = hash((kind.__name__, *parts))
    return known[id(node)]


def logic(body: list[ast.stmt]) -> list[ast.stmt]:
    """A body without its docstring, imports and declared fields."""
    declared = (ast.Import, ast.ImportFrom, ast.AnnAssign)
    said = (one for one in body if not isinstance(one, declared))
    return [
        one
        for one in said
        if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    ]


def bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            found = getattr(node, name, None)
            if isinstance(found, list):
                yield logic(found)


def stretches(body: list[ast.stmt]) -> Iterator[tuple[int, int]]:
    """From each statement on, the shortest run that is longer than may be alike."""
    for first in range(len(body)):
        for last in range(first, len(body)):
            if (body[last].end_lineno or 0) - body[first].lineno >= MOST_LINES:
                yield first, last
                break


def places() -> dict[tuple[int, ...], list[Place]]:
    found: dict[tuple[int, ...], list[Place]] = defaultdict(list)
    for path in sorted(CONSOLE.rglob("*.py")):
        if "locale" in path.parts or "versions" in path.parts:
            continue
        tree, known = ast.parse(path.read_text(encoding="utf-8")), dict[int, int]()
        for body in bodies(tree):
            for first, last in stretches(body):
                key = tuple(shape(one, known) for one in body[first : last + 1])
                found[key].append((str(path.relative_to(CONSOLE)), body[first].lineno))
    return found


def test_no_two_places_hold_the_same_logic() -> None:
    twins = [where for where in places().values() if len(where) > 1]
    assert not twins, "one question, one place"


def test_a_copy_under_other_names_is_found() -> None:
    one, other, another = (
        shape(ast.parse(text).body[0], {})
        for text in (
            "if a:\n    b = f(a)\n    g(b, 2)",
            "if x:\n    y = f(x)\n    g(y, 2)",
            "if x:\n    y = f(x)\n    g(y, 3)",
        )
    )
    assert one == other
    assert one != another
