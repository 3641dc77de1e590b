"""What the accounts of a session may do, and why they may not."""

from console.kinds import registry
from console.kinds.verb import Side
from console.model.estate import Estate
from console.model.notice import Notice, notice
from console.model.private import Right
from console.model.resource import DATASTORE, Resource
from console.settings.model import Settings

NOBODY, NO_ACCOUNT, NO_ORDERER = (
    "session.identity_unknown",
    "session.account_unknown",
    "session.orderer_unknown",
)
UNKNOWN = frozenset({NOBODY, NO_ACCOUNT, NO_ORDERER})
"""What is said while nobody knows what the accounts may do: mostly because a source is silent."""


def held(estate: Estate) -> frozenset[Right]:
    """What the accounts of the private side may do, as far as they are known."""
    found: frozenset[Right] = frozenset()
    for account in (estate.private_account, estate.supply.account if estate.supply else None):
        if account is not None:
            found |= account.rights
    return found


def ordered(settings: Settings, resource: Resource) -> bool:
    """Say whether a resource is ordered at a provider, and so asks for its right to order."""
    private = settings.private_cloud
    if private is None or private.ovhcloud is None:
        return False
    from_exports = resource == DATASTORE and private.storage.provisioner != "ovhcloud"
    return registry.sides().get(resource) is Side.SUPPLY and not from_exports


def public_block(estate: Estate) -> Notice | None:
    """Why the public cloud's credentials change nothing; None when they may."""
    identity = estate.identity
    if identity is None:
        return notice(NOBODY)
    if not identity.may_write:
        roles = ", ".join(identity.roles) or "–"
        return notice("session.reader", user=identity.user, roles=roles)
    return None


def either_block(estate: Estate) -> Notice | None:
    """Why nobody's account may change either cloud; None when one of them may."""
    public = public_block(estate)
    return public and private_block(estate, ordered=False) and public


def private_block(estate: Estate, *, ordered: bool) -> Notice | None:
    """Why the private cloud's accounts change nothing, or order nothing; None when they may."""
    account = estate.private_account
    if account is None:
        return notice(NO_ACCOUNT)
    if not account.rights:
        return notice("session.private_reader", user=account.user)
    if not ordered:
        return None
    orderer = estate.supply.account if estate.supply is not None else None
    if orderer is None:
        return notice(NO_ORDERER)
    return None if Right.ORDER in orderer.rights else notice("session.order_reader")
