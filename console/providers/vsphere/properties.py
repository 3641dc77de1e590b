"""Many properties of many objects in few calls (PropertyCollector)."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from pyVmomi import vim, vmodl

from console.providers.vsphere.errors import FAILURES, FAULTS
from console.providers.vsphere.record import VIM, ObjectRecord, part, type_of
from console.providers.vsphere.session import LiveSession

PAGE = 1000
"""Objects in one answer; a server may give fewer."""
Collector = vmodl.query.PropertyCollector
Key = tuple[str, str]
"""Kind and id: ids are unique within a kind."""


def wanted(paths: Mapping[Any, Sequence[str]], starts: Sequence[Any]) -> Any:  # noqa: ANN401 - pyVmomi is not typed
    """A filter: which properties of which kinds, from where on."""
    return Collector.FilterSpec(
        propSet=[
            Collector.PropertySpec(type=kind, all=False, pathSet=list(each))
            for kind, each in paths.items()
        ],
        objectSet=list(starts),
        reportMissingObjectsInResults=True,
    )


def itself(entity: Any) -> Any:  # noqa: ANN401 - pyVmomi is not typed
    """Start at an object and stay there."""
    return Collector.ObjectSpec(obj=entity, skip=False)


def members(entity: Any, path: str) -> Any:  # noqa: ANN401 - pyVmomi is not typed
    """Start at an object, and take what its property refers to."""
    step = Collector.TraversalSpec(name=path, type=type(entity), path=path, skip=False)
    return Collector.ObjectSpec(obj=entity, skip=True, selectSet=[step])


@contextlib.contextmanager
def contained(link: LiveSession, container: Any, kinds: Sequence[Any]) -> Iterator[Any]:  # noqa: ANN401 - pyVmomi is not typed
    """A view of all objects of some kinds below a container, for a block."""
    seen = link.content.viewManager.CreateContainerView(container, list(kinds), recursive=True)
    try:
        yield seen
    except FAULTS:
        with contextlib.suppress(*FAILURES):
            seen.DestroyView()
        raise
    seen.DestroyView()


def retrieve(link: LiveSession, filters: Sequence[Any]) -> tuple[dict[Key, ObjectRecord], int]:
    """All that the filters want, and how many objects made no sense; pages are followed."""
    collector = link.content.propertyCollector
    options = Collector.RetrieveOptions(maxObjects=PAGE)
    answer = link.stub.fetch(collector, "RetrievePropertiesEx", list(filters), options)
    found: dict[Key, ObjectRecord] = {}
    unreadable = 0
    while True:
        page = answer.find(f".//{VIM}returnval")
        if page is None:
            return found, unreadable
        for element in page.iterfind(f"{VIM}objects"):
            unreadable += not _take(found, element)
        token = page.findtext(f"{VIM}token")
        if not token:
            return found, unreadable
        answer = link.stub.fetch(collector, "ContinueRetrievePropertiesEx", token)


def of_objects(
    link: LiveSession, entities: Iterable[Any], paths: Sequence[str]
) -> dict[str, ObjectRecord]:
    """Properties of objects of one kind, by id. One that is gone is left out."""
    starts = [itself(each) for each in entities]
    if not starts:
        return {}
    found, _ = retrieve(link, [wanted({type(starts[0].obj): paths}, starts)])
    return {record.id: record for record in found.values()}


def _take(found: dict[Key, ObjectRecord], element: Element) -> bool:
    """Add one object to those found; the same object may come from two filters."""
    reference = part(element, "obj")
    if reference is None or not reference.text:
        return False
    kind, identity = reference.get("type", ""), reference.text
    record = found.setdefault((kind, identity), ObjectRecord(kind, identity))
    complete = True
    for each in element.iterfind(f"{VIM}propSet"):
        complete &= _assign(record, each)
    check_missing(element)
    return complete


def _assign(record: ObjectRecord, element: Element) -> bool:
    name, value = element.findtext(f"{VIM}name"), element.find(f"{VIM}val")
    if not name or value is None:
        return False
    record.values[name] = value
    return True


def check_missing(element: Element) -> None:
    """Raise NotAuthenticated where it hides among what could not be read."""
    for each in element.iterfind(f"{VIM}missingSet/{VIM}fault/{VIM}fault"):
        if type_of(each) == "NotAuthenticated":
            raise vim.fault.NotAuthenticated


@dataclass(slots=True)
class Following:
    """A filter's objects as they are now, kept by the server's updates (WaitForUpdatesEx)."""

    link: LiveSession
    view: Any
    collector: Any
    records: dict[Key, ObjectRecord]
    version: str = ""
    unreadable: int = 0

    def catch_up(self) -> bool:
        """Apply what has changed; False when an update is not one that can be applied."""
        options = Collector.WaitOptions(maxWaitSeconds=0, maxObjectUpdates=PAGE)
        while True:
            answer = self.link.stub.fetch(self.collector, "WaitForUpdatesEx", self.version, options)
            update = answer.find(f".//{VIM}returnval")
            if update is None:
                return True
            self.version = update.findtext(f"{VIM}version") or ""
            applied = [self._apply(each) for each in _changed_objects(update)]
            if not all(applied):
                return False
            if update.findtext(f"{VIM}truncated") != "true":
                return bool(self.version)

    def stop(self) -> None:
        """Let the server forget the collector and the view."""
        with contextlib.suppress(*FAILURES):
            self.collector.DestroyPropertyCollector()
            self.view.DestroyView()

    def _apply(self, element: Element) -> bool:
        reference = part(element, "obj")
        if reference is None or not reference.text:
            self.unreadable += 1
            return True
        key = (reference.get("type", ""), reference.text)
        kind = element.findtext(f"{VIM}kind")
        check_missing(element)
        if kind == "leave":
            self.records.pop(key, None)
            return True
        record = self.records.setdefault(key, ObjectRecord(*key))
        applied = [_change(record, each) for each in element.iterfind(f"{VIM}changeSet")]
        return all(applied)


def _changed_objects(update: Element) -> Iterator[Element]:
    return update.iterfind(f"{VIM}filterSet/{VIM}objectSet")


def _change(record: ObjectRecord, element: Element) -> bool:
    """Apply one change of a whole property; of anything finer a full read must tell."""
    name, operation = element.findtext(f"{VIM}name"), element.findtext(f"{VIM}op")
    if operation == "assign" and name and "[" not in name:
        value = element.find(f"{VIM}val")
        if value is None:
            record.values.pop(name, None)
        else:
            record.values[name] = value
        return True
    if operation in {"remove", "indirectRemove"} and name in record.values:
        del record.values[name]
        return True
    return False


def follow(link: LiveSession, view: Any, filters: Sequence[Any]) -> Following:  # noqa: ANN401 - pyVmomi is not typed
    """Begin to follow what the filters want, with a collector of its own; the view is then its."""
    collector = link.content.propertyCollector.CreatePropertyCollector()
    for each in filters:
        collector.CreateFilter(each, partialUpdates=False)
    return Following(link, view, collector, {})
