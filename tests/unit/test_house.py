"""The shape of the house: no import goes in a circle, no two classes share a name."""

import ast
from collections import defaultdict
from pathlib import Path

import grimp

import console

ROOT = Path(console.__file__).parent


def test_no_import_goes_in_a_circle() -> None:
    """Imports inside functions and for the type checker alone count as well."""
    graph = grimp.build_graph("console", cache_dir=None)
    left = {m: set(graph.find_modules_directly_imported_by(m)) for m in graph.modules}
    ends: set[str] = set(left)
    while ends:
        imported = set().union(*left.values())
        ends = {m for m, needs in left.items() if not needs & left.keys() or m not in imported}
        for module in ends:
            del left[module]
    ways = {module: sorted(needs & left.keys()) for module, needs in left.items()}
    assert not ways, f"each of these leads back to itself, or lies between two that do: {ways}"


def test_no_two_classes_share_a_name() -> None:
    shared = {name: places for name, places in classes().items() if len(places) > 1}
    assert not shared, "name one of them for what it is"


def classes() -> dict[str, list[str]]:
    """Where the classes of the package stand, by name."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(str(path.relative_to(ROOT)))
    return found
