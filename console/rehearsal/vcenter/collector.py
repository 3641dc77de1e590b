"""The property collector: many properties of many objects in one answer, page by page."""

from collections.abc import Iterable, Sequence

from console.rehearsal.vcenter import fault, tree
from console.rehearsal.vcenter.call import Method, MethodCall, Written
from console.rehearsal.vcenter.fragments import ObjectReading, reference_text
from console.rehearsal.vcenter.selection import Selected, select
from console.rehearsal.vcenter.service_kinds import ANYBODY
from console.rehearsal.vcenter.values import Made, Managed, ManagedKind

PAGE_MOST = 1000
REST = ManagedKind("PropertyCollector", {})
"""What is left of a long answer is kept with the session, as a thing of its own."""


def _selected(call: MethodCall, specs: Iterable[Made]) -> list[Selected]:
    found = [each for spec in specs for each in select(call.look, spec)]
    if call.found_session is None:
        for managed, _ in found:
            if managed.kind.name not in ANYBODY:
                raise fault.not_authenticated(call.request.this)
    return found


def _objects(call: MethodCall, selected: Sequence[Selected], tag: str = "objects") -> str:
    fragments, version = call.vcenter.fragments, call.version
    written: list[str] = []
    for managed, paths in selected:
        reading = ObjectReading(call.look, managed)
        written.append(f"<{tag}>{reference_text('obj', managed)}")
        for path in paths:
            value = fragments.value(reading, path, version)
            if value:
                written.append(f"<propSet><name>{path}</name>{value}</propSet>")
        written.append(f"</{tag}>")
    return "".join(written)


def retrieve(call: MethodCall) -> Written:
    """RetrievePropertiesEx: the first page, and a token where there is more."""
    options = call.argument("options")
    asked = options.maxObjects if options is not None else None
    size = max(1, min(asked or PAGE_MOST, PAGE_MOST))
    return _page(call, _selected(call, call.required("specSet")), size)


def proceed(call: MethodCall) -> Written:
    """ContinueRetrievePropertiesEx: the next page. Objects that are gone meanwhile are left out."""
    rest, size = _rest(call)
    present = [each for each in rest if _exists(call, each[0])]
    return _page(call, present, size)


def cancel(call: MethodCall) -> None:
    """CancelRetrievePropertiesEx: the rest is not wanted."""
    _rest(call)


def _rest(call: MethodCall) -> tuple[list[Selected], int]:
    kept = call.session.own.pop(f"rest/{call.required('token')}", None)
    if kept is None:
        raise fault.bad_argument("token")
    rest: tuple[list[Selected], int] = kept.subject
    return rest


def _exists(call: MethodCall, managed: Managed) -> bool:
    return tree.find(call.look, managed.id) is not None


def _page(call: MethodCall, selected: list[Selected], size: int) -> Written:
    now, later = selected[:size], selected[size:]
    if not now:
        return Written("")
    token = ""
    if later:
        number = call.session.new_id()
        call.session.own[f"rest/{number}"] = Managed(REST, number, (later, size))
        token = f"<token>{number}</token>"
    return Written(f"<returnval>{token}{_objects(call, now)}</returnval>")


def retrieve_all(call: MethodCall) -> Written:
    """RetrieveProperties, from before pages: everything at once."""
    return Written(_objects(call, _selected(call, call.required("specSet")), "returnval"))


def fetch(call: MethodCall) -> Written:
    """Fetch: one property of one object."""
    if call.found_session is None and call.this.kind.name not in ANYBODY:
        raise fault.not_authenticated(call.request.this)
    path = call.required("prop")
    value = call.vcenter.fragments.value(ObjectReading(call.look, call.this), path, call.version)
    if not value:
        return Written("")
    return Written(f"<returnval{value.removeprefix('<val').removesuffix('</val>')}</returnval>")


METHODS = {
    "RetrievePropertiesEx": Method(("PropertyCollector",), retrieve, anybody=True),
    "RetrieveProperties": Method(("PropertyCollector",), retrieve_all, anybody=True),
    "ContinueRetrievePropertiesEx": Method(("PropertyCollector",), proceed),
    "CancelRetrievePropertiesEx": Method(("PropertyCollector",), cancel),
    "Fetch": Method((), fetch, anybody=True),
}
