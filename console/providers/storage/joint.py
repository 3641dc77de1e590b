"""Datastores from one place and hosts from another, as one supply."""

from console.model.resource import DATASTORE, HOST, Resource
from console.model.supply import (
    Offer,
    Order,
    SupplyView,
)
from console.ports import Receipt, Supply, SupplyReader


class JointReader:
    """Reads both; of each only what it supplies."""

    def __init__(self, *, datastores: SupplyReader, hosts: SupplyReader) -> None:
        """Keep both; nothing is read yet."""
        self._datastores = datastores
        self._hosts = hosts

    def view(self) -> SupplyView:
        """Offers, holdings and orders of both, as old as the older. Hosts' account counts.

        Whoever sells hosts may hold datastores, too: those stay in sight, but
        are not on offer here.
        """
        stores, hosts = self._datastores.view(), self._hosts.view()
        known = {each.name for each in stores.holdings}
        return SupplyView(
            offers=(
                *_of(DATASTORE, stores.offers),
                *_of(HOST, hosts.offers),
            ),
            holdings=(
                *stores.holdings,
                *(each for each in hosts.holdings if each.name not in known),
            ),
            orders=_both(stores.orders, hosts.orders),
            observed_at=min(stores.observed_at, hosts.observed_at),
            account=hosts.account or stores.account,
            unreadable=stores.unreadable + hosts.unreadable,
        )

    def orders(self) -> tuple[Order, ...]:
        """The recent orders of both as they are now."""
        return _both(self._datastores.orders(), self._hosts.orders())


class JointSupply(JointReader):
    """Orders each where it comes from, too."""

    def __init__(self, *, datastores: Supply, hosts: Supply) -> None:
        """Keep both; nothing is read yet."""
        super().__init__(datastores=datastores, hosts=hosts)
        self._stores = datastores
        self._machines = hosts

    def order(self, offer: Offer, *, name: str, cluster_id: str | None = None) -> Receipt:
        """Place one order where such things come from."""
        chosen = self._machines if offer.resource == HOST else self._stores
        return chosen.order(offer, name=name, cluster_id=cluster_id)

    def extend(self, name: str, host_id: str) -> Receipt | None:
        """Bring a datastore to one host more: only datastores are extended."""
        return self._stores.extend(name, host_id)

    def release(self, name: str, holding: str | None) -> Receipt:
        """Give back where it is held."""
        for each in self._stores.view().holdings:
            if (holding is not None and each.id == holding) or each.name == name:
                return self._stores.release(name, holding)
        return self._machines.release(name, holding)


def _both(stores: tuple[Order, ...], hosts: tuple[Order, ...]) -> tuple[Order, ...]:
    """Orders of what each supplies; a removal counts wherever it was asked for."""
    return (
        *(each for each in stores if each.resource == DATASTORE or each.removal),
        *(each for each in hosts if each.resource == HOST or each.removal),
    )


def _of(resource: Resource, found: tuple[Offer, ...]) -> tuple[Offer, ...]:
    return tuple(each for each in found if each.resource == resource)
