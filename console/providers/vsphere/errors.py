"""The one place where failures of vCenter become Vigie's errors."""

from pyVmomi import vim, vmodl

from console.model.error import (
    BadAnswer,
    CallRefused,
    CredentialsRefused,
    NotFound,
    OutcomeUnknown,
    SourceError,
    SourceUnreachable,
)
from console.model.notice import notice
from console.providers.outage import Wiring
from console.providers.quotation import quoted
from console.providers.vsphere.connection import (
    AUTHORITIES,
    Broken,
    Untrusted,
    WrongFingerprint,
)
from console.providers.vsphere.stub import Nonsense

MISSING = (vmodl.fault.ManagedObjectNotFound, vim.fault.NotFound)
UNSUPPORTED = (vmodl.fault.NotSupported, vmodl.fault.NotImplemented, vmodl.fault.MethodNotFound)
FAULTS = (vmodl.MethodFault, vmodl.RuntimeFault)
# What the library can raise over answers that lack what its types promise.
LIBRARY = (AttributeError, KeyError, TypeError, ValueError)
FAILURES = (Broken, Untrusted, Nonsense, *FAULTS, *LIBRARY)
SERVER_FAILED = 500


def wiring(host: str) -> Wiring:
    """How people set where vCenter is and whom it is trusted by."""
    section = "private_cloud.vsphere"
    address, authorities = (
        f"{section}.host, {section}.port",
        f"{AUTHORITIES}, {section}.fingerprint",
    )
    return Wiring("vCenter", address, authorities, "-", f"https://{host}")


def failure(
    cause: BaseException, host: str, *, request_id: str | None, writing: bool
) -> SourceError:
    """Turn what a call raised into our error. With `writing`, doubt is OutcomeUnknown."""
    if isinstance(cause, FAULTS):
        return of_fault(cause, host, request_id)
    doubtful = writing and not isinstance(cause, Untrusted) and getattr(cause, "sent", True)
    known = _on_the_way(cause, host, request_id, writing=doubtful)
    if known is not None:
        return known
    text = quoted(str(cause) or type(cause).__name__)
    if doubtful:
        said = notice("vsphere.outcome_unknown", host=host, text=text)
        return OutcomeUnknown(said, request_id=request_id)
    if isinstance(cause, Broken) or (isinstance(cause, Nonsense) and cause.status >= SERVER_FAILED):
        return unreachable(host, text)
    return bad_answer(host, text, request_id)


def _on_the_way(
    cause: BaseException, host: str, request_id: str | None, *, writing: bool
) -> SourceError | None:
    """What kept the call from vCenter, where that is known."""
    if isinstance(cause, WrongFingerprint):
        return SourceUnreachable(notice("vsphere.fingerprint", host=host, found=str(cause)))
    if isinstance(cause, Broken | Untrusted):
        return wiring(host).outage(cause, writing=writing, request_id=request_id)
    if isinstance(cause, Nonsense) and not writing:
        return wiring(host).astray(cause.status, cause.body, request_id)
    return None


def of_fault(fault: Exception, host: str, request_id: str | None) -> SourceError:
    """Turn a fault that vCenter answered into our error."""
    text = fault_text(fault)
    if isinstance(fault, vim.fault.InvalidLogin | vim.fault.NotAuthenticated):
        return CredentialsRefused(
            notice("vsphere.credentials", host=host, text=text), request_id=request_id
        )
    if isinstance(fault, vim.fault.NoPermission):
        said = notice("vsphere.no_permission", host=host, privilege=_privileges(fault))
        return CallRefused(said, request_id=request_id)
    if isinstance(fault, MISSING):
        return NotFound(notice("vsphere.not_found", host=host, text=text), request_id=request_id)
    if isinstance(fault, UNSUPPORTED):
        said = notice("vsphere.unsupported", host=host, text=text)
        return CallRefused(said, request_id=request_id)
    return CallRefused(notice("vsphere.refused", host=host, text=text), request_id=request_id)


def fault_text(fault: Exception) -> str:
    """What a fault says, and its type where it says nothing."""
    said = [getattr(fault, "msg", None) or ""]
    said += [line.message or "" for line in getattr(fault, "faultMessage", None) or []]
    kind = type(fault).__name__.rpartition(".")[2]
    text = " ".join(part.strip() for part in dict.fromkeys(said) if part.strip())
    return quoted(text or kind)


def _privileges(fault: object) -> str:
    names = {
        name
        for entity in getattr(fault, "missingPrivileges", None) or []
        for name in getattr(entity, "privilegeIds", None) or []
    }
    single = getattr(fault, "privilegeId", None)
    return ", ".join(sorted(names | ({single} if single else set()))) or "?"


def busy(host: str) -> SourceUnreachable:
    """Say that earlier calls leave no time for this one; nothing was sent."""
    return SourceUnreachable(notice("vsphere.busy", host=host))


def late(host: str, *, writing: bool) -> SourceError:
    """Say that a call was given up, and with `writing` that its outcome is unknown."""
    if writing:
        return OutcomeUnknown(wiring(host).uncertain(late=True))
    return wiring(host).outage(TimeoutError()) or unreachable(host, "timed out")


def unreachable(host: str, text: str) -> SourceUnreachable:
    """Say that no usable answer came."""
    return SourceUnreachable(notice("vsphere.unreachable", host=host, text=text))


def bad_answer(host: str, text: str, request_id: str | None = None) -> BadAnswer:
    """Say that an answer is not the protocol's."""
    said = notice("vsphere.bad_answer", host=host, text=text)
    return BadAnswer(said, request_id=request_id)
