"""Which objects a filter means, and which of their properties."""

from collections.abc import Iterable, Iterator
from typing import Any

from console.rehearsal.vcenter import fault, tree
from console.rehearsal.vcenter.values import Look, Made, Managed, ManagedKind, Ref

Selected = tuple[Managed, tuple[str, ...]]


def select(look: Look, spec: Made) -> tuple[Selected, ...]:
    """The objects of a `FilterSpec`, each once, with the paths that are wanted of it.

    Raises Faulted: InvalidProperty for a path no such type has,
    ManagedObjectNotFound for a start that is gone.
    """
    chosen: dict[Ref, Managed] = {}
    for each in spec.objectSet:
        start = tree.find(look, each.obj._moId)  # noqa: SLF001 - pyVmomi documents it as public
        if start is None or not isinstance(each.obj, start.kind.type):
            if spec.reportMissingObjectsInResults:
                continue
            raise fault.gone(each.obj)
        _Walk(look, each.selectSet, chosen).go(start, each.selectSet, skip=bool(each.skip))
    wanted = _Wanted(spec.propSet)
    found = ((managed, wanted.of(managed.kind)) for managed in chosen.values())
    return tuple((managed, paths) for managed, paths in found if paths is not None)


class _Walk:
    """Follows traversals; a named one may be meant again by its name."""

    def __init__(self, look: Look, specs: Iterable[Made], chosen: dict[Ref, Managed]) -> None:
        self._look = look
        self._named = {each.name: each for each in _all(specs)}
        self._chosen = chosen
        self._walked: set[tuple[Ref, str]] = set()

    def go(self, managed: Managed, specs: Iterable[Made], *, skip: bool) -> None:
        """Take an object in, and go on where the specs lead from it."""
        if not skip:
            self._chosen.setdefault(managed.ref, managed)
        for told in specs:
            spec = told if hasattr(told, "path") else self._named.get(told.name)
            if spec is None:
                raise fault.bad_argument(f"selectSet: {told.name}")
            if issubclass(managed.kind.type, spec.type):
                self._follow(managed, spec)

    def _follow(self, managed: Managed, spec: Made) -> None:
        if (managed.ref, str(id(spec))) in self._walked:
            return
        self._walked.add((managed.ref, str(id(spec))))
        resolved = managed.kind.resolve(spec.path)
        if resolved is None or resolved[1]:
            return
        for ref in tree.refs(managed.raw(self._look, resolved[0])):
            found = tree.find(self._look, ref.id)
            if found is not None:
                self.go(found, spec.selectSet, skip=bool(spec.skip))


def _all(specs: Iterable[Made]) -> Iterator[Made]:
    for each in specs:
        if hasattr(each, "path"):
            if each.name:
                yield each
            yield from _all(each.selectSet)


class _Wanted:
    """The wanted paths of each kind; the most derived type that fits decides."""

    def __init__(self, specs: Iterable[Made]) -> None:
        self._specs = tuple(specs)
        self._known: dict[str, tuple[str, ...] | None] = {}

    def of(self, kind: ManagedKind) -> tuple[str, ...] | None:
        """Paths wanted of a kind; None when the filter does not want it at all."""
        if kind.name not in self._known:
            self._known[kind.name] = self._find(kind)
        return self._known[kind.name]

    def _find(self, kind: ManagedKind) -> tuple[str, ...] | None:
        fitting: list[Any] = [each for each in self._specs if issubclass(kind.type, each.type)]
        if not fitting:
            return None
        best = max(fitting, key=lambda each: len(each.type.__mro__))
        if best.all:
            return tuple(path for path in kind.properties if "." not in path)
        for path in best.pathSet:
            kind.resolve(path)
        return tuple(best.pathSet)
