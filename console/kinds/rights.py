"""Whether who asks may have it: by the roles or by the rights of their own accounts."""

from collections.abc import Iterable

from console.model.estate import Estate
from console.model.notice import notice
from console.model.plan import Author, RefusalReason
from console.model.private import Right

READING_ROLES = frozenset({"reader", "observer", "auditor"})


def by_role(who: Author) -> Iterable[RefusalReason]:
    """Credentials that hold no writing role change nothing."""
    if set(who.roles) - READING_ROLES:
        return
    if who.roles:
        why = notice("guard.author", user=who.cloud_user, roles=", ".join(who.roles))
        yield RefusalReason("author", why, notice("remedy.author"))
    else:
        yield RefusalReason("author", notice("guard.author_unknown"), notice("remedy.identity"))


def by_right(who: Author, estate: Estate, needed: frozenset[Right]) -> Iterable[RefusalReason]:
    """Accounts on the private side change what they hold the rights for, all of them."""
    user = who.cloud_user or who.user
    if not who.rights:
        if estate.private_account is None:
            why, remedy = notice("guard.rights_unknown"), notice("remedy.refresh")
        else:
            why, remedy = notice("guard.rights_none", user=user), notice("remedy.rights")
        yield RefusalReason("author", why, remedy)
        return
    for right in sorted(needed - set(who.rights)):
        why = notice(f"guard.right_{right}", user=user)
        yield RefusalReason("author", why, notice("remedy.rights"))
