"""Logins, sessions, rights, views, time: the services every client begins with."""

from collections.abc import Hashable
from typing import Any

from pyVmomi import vim

from console.rehearsal.vcenter import fault, tree
from console.rehearsal.vcenter.call import Method, MethodCall
from console.rehearsal.vcenter.service_kinds import content
from console.rehearsal.vcenter.session_shape import make_session, shape_of
from console.rehearsal.vcenter.sessions import COOKIE, READING, Login
from console.rehearsal.vcenter.values import (
    Look,
    Made,
    Managed,
    ManagedKind,
    Property,
    Ref,
    instant,
    named,
    reference,
)

WRITING = (
    "Datastore.Config",
    "Datastore.Move",
    "Host.Config.Storage",
    "Sessions.TerminateSession",
    "Sessions.ValidateSession",
    "VirtualMachine.Config.CPUCount",
    "VirtualMachine.Config.Memory",
    "VirtualMachine.Interact.PowerOff",
    "VirtualMachine.Interact.PowerOn",
    "VirtualMachine.Interact.Reset",
    "VirtualMachine.State.CreateSnapshot",
    "VirtualMachine.State.RemoveSnapshot",
)
"""Privileges beyond reading that this estate knows."""


def login(call: MethodCall) -> Made:
    """Login: a cookie, or InvalidLogin."""
    if call.found_session is not None:
        raise fault.invalid_login()
    user, password = call.required("userName"), call.required("password")
    session = call.vcenter.sessions.login(user, password, call.address, call.agent)
    if session is None:
        raise fault.invalid_login()
    call.cookie = f'{COOKIE}="{session.token}"; Path=/; HttpOnly; Secure; SameSite=Strict'
    return make_session(shape_of(session))


def logout(call: MethodCall) -> None:
    """Logout."""
    call.vcenter.sessions.end(call.session)


def terminate(call: MethodCall) -> None:
    """TerminateSession: others' sessions, by their keys."""
    found: list[Login] = []
    for key in call.required("sessionId"):
        session = call.vcenter.sessions.by_key(key)
        if session is None:
            raise fault.not_found()
        if session is call.session:
            raise fault.bad_argument("sessionId")
        found.append(session)
    for session in found:
        call.vcenter.sessions.end(session)


def is_active(call: MethodCall) -> bool:
    """SessionIsActive."""
    session = call.vcenter.sessions.by_key(call.required("sessionID"))
    return session is not None and session.user.name == call.required("userName")


def has_privileges(call: MethodCall) -> Made:
    """HasPrivilegeOnEntities: which of some privileges a session has, on each object."""
    session = call.vcenter.sessions.by_key(call.required("sessionId"))
    if session is None:
        raise fault.not_found()
    wanted = list(call.argument("privId") or ())
    held = [_availability(session, each) for each in wanted]
    entities = _known(call, call.required("entity"))
    kind = vim.AuthorizationManager.EntityPrivilege
    return [kind(entity=each, privAvailability=held) for each in entities]


def _known(call: MethodCall, entities: Made) -> list[Made]:
    for each in entities:
        call.known(each)
    return list(entities)


def _availability(session: Login, privilege: str) -> Made:
    kind = vim.AuthorizationManager.PrivilegeAvailability
    return kind(privId=privilege, isGranted=session.may(privilege))


def has_privilege(call: MethodCall) -> Made:
    """HasPrivilegeOnEntity: the same of one object."""
    session = call.vcenter.sessions.by_key(call.required("sessionId"))
    if session is None:
        raise fault.not_found()
    call.known(call.required("entity"))
    return [session.may(each) for each in call.argument("privId") or ()]


def user_privileges(call: MethodCall) -> Made:
    """FetchUserPrivilegeOnEntities: all that a user may do, on each object."""
    user = call.vcenter.estate.accounts.users.get(call.required("userName"))
    if user is None:
        raise fault.not_found()
    held = sorted({*READING, *(WRITING if user.may_write else ())})
    entities = _known(call, call.required("entities"))
    kind = vim.AuthorizationManager.UserPrivilegeResult
    return [kind(entity=each, privileges=held) for each in entities]


def _view(look: Look, view: tuple[Ref, tuple[Made, ...], bool]) -> Hashable:
    container, types, recursive = view
    return tuple(
        each.ref
        for each in tree.below(look, container, recursive=recursive)
        if not types or issubclass(each.kind.type, types)
    )


VIEW = ManagedKind("ContainerView", {"view": Property(_view)})
LIST = ManagedKind("ListView", {"view": Property(lambda _, view: view)})


def create_view(call: MethodCall) -> Made:
    """CreateContainerView."""
    container = call.required("container")
    call.known(container)
    subject: Any = (
        named(container),
        tuple(call.argument("type") or ()),
        call.required("recursive"),
    )
    return _keep(call, VIEW, subject)


def create_list(call: MethodCall) -> Made:
    """CreateListView."""
    return _keep(call, LIST, tuple(named(each) for each in call.argument("obj") or ()))


def _keep(call: MethodCall, kind: ManagedKind, subject: object) -> Made:
    made = Managed(kind, call.session.new_id(), subject)
    call.session.own[made.id] = made
    return reference(made.ref)


def destroy_view(call: MethodCall) -> None:
    """DestroyView."""
    call.session.own.pop(call.this.id, None)


def find_child(call: MethodCall) -> Made:
    """FindChild: what stands directly below an object, by name."""
    entity, name = call.required("entity"), call.required("name")
    call.known(entity)
    for each in tree.below(call.look, named(entity), recursive=False):
        if "name" in each.kind.properties and each.raw(call.look, "name") == name:
            return reference(each.ref)
    return None


METHODS = {
    "RetrieveServiceContent": Method(("ServiceInstance",), lambda _: content(), anybody=True),
    "CurrentTime": Method(("ServiceInstance",), lambda call: instant(call.look.at)),
    "Login": Method(("SessionManager",), login, anybody=True),
    "Logout": Method(("SessionManager",), logout),
    "TerminateSession": Method(("SessionManager",), terminate),
    "SessionIsActive": Method(("SessionManager",), is_active),
    "HasPrivilegeOnEntities": Method(("AuthorizationManager",), has_privileges),
    "HasPrivilegeOnEntity": Method(("AuthorizationManager",), has_privilege),
    "FetchUserPrivilegeOnEntities": Method(("AuthorizationManager",), user_privileges),
    "CreateContainerView": Method(("ViewManager",), create_view),
    "CreateListView": Method(("ViewManager",), create_list),
    "DestroyView": Method(("ContainerView", "ListView"), destroy_view),
    "FindChild": Method(("SearchIndex",), find_child),
}
