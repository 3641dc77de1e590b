"""Requests as earlier versions wrote them: a field for every parameter of every verb."""

from dataclasses import replace

import msgspec

from console.decoding import decoder
from console.kinds import registry
from console.model.plan import ParameterValue, Plan


class FormerRequest(msgspec.Struct):
    """The flat fields, as far as there were any."""

    to: int | None = None
    by: int | None = None
    count: int | None = None
    size_bytes: int | None = None
    ssd: bool | None = None
    offer: str | None = None
    cluster: str | None = None
    machine: str | None = None
    vcpus: int | None = None
    memory_bytes: int | None = None
    allow_restart: bool | None = None
    snapshot: bool | None = None


class FormerPlan(msgspec.Struct):
    """A plan, of which only the request is looked at."""

    request: FormerRequest


_former = decoder(FormerPlan)


def told(plan: Plan, text: str) -> Plan:
    """A plan whose request has its parameters, read from flat fields where those were written."""
    if plan.request.parameters:
        return plan
    known = registry.find(plan.request.verb)
    names = {one.name for one in known.parameters} if known else set()
    flat = msgspec.structs.asdict(_former.decode(text).request)
    parameters: dict[str, ParameterValue] = {
        name: value for name, value in flat.items() if value is not None and name in names
    }
    if not parameters:
        return plan
    return replace(plan, request=replace(plan.request, parameters=parameters))
