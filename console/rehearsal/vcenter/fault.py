"""Faults: what a method answers in place of its result."""

from typing import Any

from pyVmomi import VmomiSupport, vim, vmodl

from console.rehearsal.private.things import VcenterRefusal

Made = Any


class Faulted(Exception):
    """A method answers with this fault."""

    def __init__(self, fault: Made) -> None:
        super().__init__(type(fault).__name__)
        self.fault = fault


def from_refusal(refusal: VcenterRefusal, managed: Made) -> Made:
    """The estate's refusal as a fault of the class it names, of `vim.fault` or `vmodl.fault`.

    `managed` is the object that was asked: it stands where the class requires
    an object.
    """
    for package in (vim.fault, vmodl.fault):
        kind = getattr(package, refusal.fault, None)
        if kind is not None:
            return _complete(kind(msg=refusal.message), managed, refusal.message)
    return vmodl.fault.SystemError(reason=refusal.message, msg=refusal.message)


def _complete(fault: Made, managed: Made, message: str) -> Made:
    for each in fault._GetPropertyList():  # noqa: SLF001 - pyVmomi documents it as public
        required = not each.flags & VmomiSupport.F_OPTIONAL
        if not required or getattr(fault, each.name) is not None:
            continue
        if issubclass(each.type, VmomiSupport.ManagedObject):
            setattr(fault, each.name, managed)
        elif each.type is vim.VirtualMachine.PowerState:
            setattr(fault, each.name, "poweredOn" if "Powered on" in message else "poweredOff")
    return fault


def gone(managed: Made) -> Faulted:
    """The object a call names is not there."""
    name = f"{type(managed).__name__}:{managed._moId}"  # noqa: SLF001 - documented as public
    text = f"The object '{name}' has already been deleted or has not been completely created"
    return Faulted(vmodl.fault.ManagedObjectNotFound(obj=managed, msg=text))


def not_authenticated(managed: Made) -> Faulted:
    """No session, or one that has ended."""
    text = "The session is not authenticated."
    fault = vim.fault.NotAuthenticated(object=managed, privilegeId="System.View", msg=text)
    return Faulted(fault)


def no_permission(managed: Made, privilege: str) -> Faulted:
    """The session's user lacks a privilege."""
    text = "Permission to perform this operation was denied."
    return Faulted(vim.fault.NoPermission(object=managed, privilegeId=privilege, msg=text))


def invalid_login() -> Faulted:
    """The name or the password is wrong; it is not told which."""
    text = "Cannot complete login due to an incorrect user name or password."
    return Faulted(vim.fault.InvalidLogin(msg=text))


def bad_argument(name: str) -> Faulted:
    """A parameter that is missing or makes no sense."""
    text = f"A specified parameter was not correct: {name}"
    return Faulted(vmodl.fault.InvalidArgument(invalidProperty=name, msg=text))


def bad_property(path: str) -> Faulted:
    """A property the type does not have."""
    return Faulted(vmodl.query.InvalidProperty(name=path, msg=f"Invalid property: {path}"))


def bad_version() -> Faulted:
    """A version of a collector that was never given or is too old."""
    return Faulted(vmodl.query.InvalidCollectorVersion(msg="The version is not known."))


def not_supported() -> Faulted:
    """The protocol has the method; this estate does not do it."""
    text = "The operation is not supported on the object."
    return Faulted(vmodl.fault.NotSupported(msg=text))


def no_method(managed: Made, method: str) -> Faulted:
    """The object has no such method."""
    text = f"Unable to resolve the method '{method}'."
    return Faulted(vmodl.fault.MethodNotFound(receiver=managed, method=method, msg=text))


def cancelled() -> Faulted:
    """A wait was cancelled."""
    return Faulted(vmodl.fault.RequestCanceled(msg="The request was canceled."))


def not_found() -> Faulted:
    """What a parameter names is not there."""
    return Faulted(vim.fault.NotFound(msg="The object or item referred to could not be found."))


def stale_change() -> Faulted:
    """The configuration was changed by somebody else meanwhile."""
    text = "The operation cannot be allowed at the current time because of a concurrent change."
    return Faulted(vim.fault.ConcurrentAccess(msg=text))
