"""From a call that was read to the answer: object, session, privilege, handler."""

import inspect
from typing import Any

from console.rehearsal.private.things import VcenterRefusal
from console.rehearsal.vcenter import access, changes, collector, envelope, fault, tree, updates
from console.rehearsal.vcenter.call import Method, MethodCall, Vcenter, Written
from console.rehearsal.vcenter.values import Made

METHODS: dict[str, Method] = {
    **access.METHODS,
    **collector.METHODS,
    **updates.METHODS,
    **changes.METHODS,
}


async def answer(
    vcenter: Vcenter, request: envelope.SoapRequest, *, version: str, cookie: str, address: str,
    agent: str,
) -> tuple[str, str | None]:  # fmt: skip
    """The content of the answer and a cookie to set; raises Faulted."""
    session = vcenter.sessions.find(cookie)
    look = vcenter.look(session)
    method = METHODS.get(request.method)
    this = tree.find(look, request.this._moId)  # noqa: SLF001 - pyVmomi documents it as public
    if session is None and not (method is not None and method.anybody):
        raise fault.not_authenticated(request.this)
    if this is None or not isinstance(request.this, this.kind.type):
        lost = fault.gone if session is not None else fault.not_authenticated
        raise lost(request.this)
    if method is None:
        expected = isinstance(request.this, request.info.type)
        raise fault.not_supported() if expected else fault.no_method(request.this, request.method)
    if method.kinds and this.kind.name not in method.kinds:
        raise fault.no_method(request.this, request.method)
    call = MethodCall(vcenter, request, version, look, this, address, agent, session)
    if not method.anybody:
        privilege = method.privilege or request.info.privId
        if privilege:
            call.need(privilege)
    return _written(call, await _carried_out(call, method)), call.cookie


async def _carried_out(call: MethodCall, method: Method) -> Any:  # noqa: ANN401 - a pyVmomi value, or text
    try:
        result = method.handle(call)
        return await result if inspect.isawaitable(result) else result
    except VcenterRefusal as refusal:
        raise fault.Faulted(fault.from_refusal(refusal, call.request.this)) from refusal


def _written(call: MethodCall, result: Made) -> str:
    if isinstance(result, Written):
        return result.text
    if result is None or (isinstance(result, list) and not result):
        return ""
    return envelope.value("returnval", result, call.version, call.request.info.result)
