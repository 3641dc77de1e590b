"""What the account may do, as vCenter's authorization manager tells it."""

from collections.abc import Iterable
from typing import Any

from pyVmomi import vim

from console.model.private import PrivateAccount, Right
from console.providers.vsphere.errors import UNSUPPORTED
from console.providers.vsphere.inventory import datacenters
from console.providers.vsphere.session import LiveSession
from console.settings.private import VsphereSettings

NEEDED: dict[Right, tuple[str, ...]] = {
    Right.RESIZE: ("VirtualMachine.Config.CPUCount", "VirtualMachine.Config.Memory"),
    Right.POWER: ("VirtualMachine.Interact.PowerOff", "VirtualMachine.Interact.PowerOn"),
    Right.REBOOT: ("VirtualMachine.Interact.Reset",),
    Right.SNAPSHOT: ("VirtualMachine.State.CreateSnapshot",),
    Right.DATASTORE: ("Datastore.Config", "Datastore.Move"),
}
FOR_HOSTS = "Host.Config.Storage"
"""Mounting and formatting need it; customers of a hosted private cloud do not get it."""
ALL = (*(each for group in NEEDED.values() for each in group), FOR_HOSTS)
UNTOLD = "?"


def account(link: LiveSession, settings: VsphereSettings) -> PrivateAccount:
    """Who is logged in, and what they may do on every virtual datacenter looked at.

    A server that cannot say leaves the account without rights; `lacking` then
    names every privilege with a question mark.
    """
    granted = _granted(link, _entities(link, settings))
    server = f"{link.content.about.fullName}"
    if granted is None:
        lacking = tuple(sorted(f"{each}{UNTOLD}" for each in ALL))
        return PrivateAccount(link.user, frozenset(), lacking, server)
    rights = frozenset(right for right, needed in NEEDED.items() if granted >= set(needed))
    return PrivateAccount(link.user, rights, tuple(sorted(set(ALL) - granted)), server)


def _entities(link: LiveSession, settings: VsphereSettings) -> list[Any]:
    found = [
        vim.Datacenter(each.id, link.stub)
        for each in datacenters(link).values()
        if settings.vdc is None or each.name() == settings.vdc
    ]
    return found or [link.content.rootFolder]


def _granted(link: LiveSession, entities: list[Any]) -> set[str] | None:
    """The privileges held on every one of the objects; None when no method tells."""
    manager = link.content.authorizationManager
    if manager is None:
        return None
    try:
        answers = manager.HasPrivilegeOnEntities(entities, link.key, list(ALL))
    except UNSUPPORTED:
        return _fetched(link, manager, entities)
    return _common(
        {held.privId for held in answer.privAvailability or [] if held.isGranted}
        for answer in answers or []
    )


def _fetched(link: LiveSession, manager: Any, entities: list[Any]) -> set[str] | None:  # noqa: ANN401 - pyVmomi is not typed
    try:
        answers = manager.FetchUserPrivilegeOnEntities(entities, link.user)
    except UNSUPPORTED:
        return None
    return _common(set(answer.privileges or []) for answer in answers or [])


def _common(sets: Iterable[set[str]]) -> set[str]:
    found = list(sets)
    return set.intersection(*found) & set(ALL) if found else set()
